using System.Security.Cryptography;
using System.Text.Json;

namespace OAuthMail.Tests.Frozen;

/// <summary>The accounts whose records are in the frozen store. Their options determine the token keys, so they must not change.</summary>
internal static class FrozenAccounts
{
    /// <summary>The time at which all records were written.</summary>
    public static readonly DateTimeOffset WrittenAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static MailAccount Application() => Create("application", OAuthFlow.ClientCredentials, options =>
    {
        options.ClientId = "frozen-service";
        options.ClientSecret = "frozen-secret";
        options.Scope = "mail.all";
    });

    /// <summary>A user. Three of them have a consent, a pending sign-in with a browser, and one with a device code.</summary>
    public static MailAccount User(string name, OAuthFlow flow = OAuthFlow.AuthorizationCode) => Create(name, flow, options =>
    {
        options.ClientId = "frozen-desktop";
        options.Scope = "mail.read mail.send offline_access openid";
    });

    public static MailAccount ServiceAccount(TemporaryFolder folder) => MailAccount.Create("workspace", new MailAccountOptions
    {
        Provider = "Google",
        Flow = OAuthFlow.JwtBearer,
        Address = "workspace@frozen.example",
        ServiceAccountKeyFile = WriteServiceAccountKey(folder),
    });

    /// <summary>Writes a key file as Google issues it. The token key depends on the id of the private key, not on the key itself.</summary>
    public static string WriteServiceAccountKey(TemporaryFolder folder)
    {
        using var rsa = RSA.Create(2048);
        var file = folder[$"service-account-{Guid.NewGuid():N}.json"];
        File.WriteAllText(file, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["client_email"] = "mailer@frozen-project.iam.gserviceaccount.com",
            ["private_key_id"] = "0123456789abcdef0123456789abcdef01234567",
            ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
            ["token_uri"] = "https://oauth2.googleapis.com/token",
        }));
        return file;
    }

    private static MailAccount Create(string name, OAuthFlow flow, Action<MailAccountOptions> configure)
    {
        var options = new MailAccountOptions
        {
            Flow = flow,
            Address = $"{name}@frozen.example",
            TokenEndpoint = "https://login.frozen.example/oauth/token",
            AuthorizationEndpoint = "https://login.frozen.example/oauth/authorize",
            DeviceAuthorizationEndpoint = "https://login.frozen.example/oauth/device",
            Issuer = "https://login.frozen.example",
            Smtp = "smtp.frozen.example:587",
            Imap = "imap.frozen.example:993",
            Pop3 = "pop.frozen.example:995",
        };
        configure(options);
        return MailAccount.Create(name, options);
    }
}
