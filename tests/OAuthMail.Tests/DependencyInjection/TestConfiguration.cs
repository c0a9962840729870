using Microsoft.Extensions.Configuration;

namespace OAuthMail.Tests.DependencyInjection;

/// <summary>A configuration that a test changes while the application runs.</summary>
internal sealed class TestConfiguration
{
    private readonly Values _values = new();

    public TestConfiguration(params (string Key, string Value)[] values)
    {
        foreach (var (key, value) in values) Set(key, value);
        Root = new ConfigurationRoot([_values]);
    }

    public IConfigurationRoot Root { get; }

    public IConfigurationSection Section => Root.GetSection("OAuthMail");

    /// <summary>Creates an account of an application at Microsoft 365.</summary>
    public static (string Key, string Value)[] Account(string name, params (string Key, string Value)[] more) =>
    [
        ($"Accounts:{name}:Provider", "Microsoft365"), ($"Accounts:{name}:Flow", "ClientCredentials"),
        ($"Accounts:{name}:TenantId", "contoso.com"), ($"Accounts:{name}:ClientId", "id"),
        ($"Accounts:{name}:ClientSecret", Some.Secret), ($"Accounts:{name}:Address", $"{name}@contoso.com"),
        .. more.Select(pair => ($"Accounts:{name}:{pair.Key}", pair.Value)),
    ];

    public void Set(string key, string value) => _values.Set($"OAuthMail:{key}", value);

    /// <summary>Removes an account.</summary>
    public void Remove(string account) => _values.RemoveBelow($"OAuthMail:Accounts:{account}:");

    public void Reload() => Root.Reload();

    private sealed class Values : ConfigurationProvider
    {
        public void RemoveBelow(string path)
        {
            foreach (var key in Data.Keys.Where(key => key.StartsWith(path, StringComparison.OrdinalIgnoreCase)).ToList()) Data.Remove(key);
        }
    }
}
