using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Tests.Configuration;

/// <summary>Every public property of an options class has a key, and is read, copied, merged and checked for being set by it.</summary>
public class OptionKeyTests
{
    public static TheoryData<string> Classes => OptionTables.Names;

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_property_has_a_key(string name)
    {
        var table = OptionTables.Find(name);
        Assert.Equal(PropertiesOf(table.Type).Select(property => property.Name).Order(), table.Names.Order());
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_property_alone_makes_options_not_empty_and_is_copied(string name)
    {
        var table = OptionTables.Find(name);
        Assert.True(table.IsEmpty(Activator.CreateInstance(table.Type)!));
        foreach (var property in PropertiesOf(table.Type))
        {
            var options = Activator.CreateInstance(table.Type)!;
            Set(options, property);
            Assert.False(table.IsEmpty(options), $"{name} with {property.Name} is empty.");
            Assert.Equal(Describe(options), Describe(table.Copy(options)));
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Blank_text_is_unset(string name)
    {
        var table = OptionTables.Find(name);
        foreach (var property in PropertiesOf(table.Type).Where(property => property.PropertyType == typeof(string)))
        {
            var options = Activator.CreateInstance(table.Type)!;
            property.SetValue(options, " ");
            Assert.True(table.IsEmpty(options), $"{name} with a blank {property.Name} is not empty.");
            Assert.Equal(Describe(Activator.CreateInstance(table.Type)!), Describe(table.Copy(options)));
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_property_is_read_from_configuration(string name)
    {
        var table = OptionTables.Find(name);
        foreach (var property in PropertiesOf(table.Type))
        {
            var options = Activator.CreateInstance(table.Type)!;
            Set(options, property);
            var values = new Dictionary<string, string?>();
            Write("", options, values);
            var errors = new OptionErrors();
            var read = table.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), errors);
            Assert.Empty(errors.All);
            Assert.Equal(Describe(options), Describe(read));
        }
    }

    [Fact]
    public void Every_option_of_a_client_is_merged_into_an_account()
    {
        foreach (var property in PropertiesOf(typeof(OAuthClientOptions)))
        {
            var client = new OAuthClientOptions();
            Set(client, property);
            var merged = new OAuthClientOptionLayers([("account", new MailAccountOptions()), ("client", client)]).Merged;
            Assert.Equal(Describe(client), Describe(merged));

            // The account's own value wins; lists and sections of texts are merged by entry, which other tests cover.
            var account = new OAuthClientOptions();
            Set(account, property, "own");
            merged = new OAuthClientOptionLayers([("account", account), ("client", client)]).Merged;
            if (!IsMap(property)) Assert.Equal(Describe(account), Describe(merged));
        }
    }

    [Fact]
    public void Credential_and_password_are_merged_as_a_whole()
    {
        var client = Some.Client(o =>
        {
            (o.Certificate, o.SendCertificateChain, o.Password) = (
                new CertificateOptions { File = "shared", Password = "shared" }, true, "shared");
            o.ClientSecret = null;
        });
        var account = new OAuthClientOptions { ClientSecret = "own", PasswordFile = "own" };
        var merged = new OAuthClientOptionLayers([("account", account), ("client", client)]).Merged;
        Assert.Equal(("own", null, false), (merged.ClientSecret, merged.Certificate, merged.SendCertificateChain));
        Assert.Equal((null, "own"), (merged.Password, merged.PasswordFile));

        account = new OAuthClientOptions { Certificate = new CertificateOptions { PasswordFile = "own" } };
        var certificate = new OAuthClientOptionLayers([("account", account), ("client", client)]).Merged.Certificate!;
        Assert.Equal(("shared", null, "own"), (certificate.File, certificate.Password, certificate.PasswordFile));
    }

    [Fact]
    public void Path_of_an_option_is_where_it_is_set()
    {
        var client = new OAuthClientOptions { TenantId = "t", Certificate = new CertificateOptions { File = "f" },
            TokenParameters = { ["x"] = "y" } };
        var layers = new OAuthClientOptionLayers([("Accounts:a", new OAuthClientOptions { ClientId = "id" }), ("Clients:c", client)]);
        Assert.Equal(
            ["Accounts:a:ClientId", "Clients:c:TenantId", "Clients:c:Certificate:File", "Accounts:a:Certificate:KeyFile",
                "Clients:c:TokenParameters:x", "Accounts:a:Scope"],
            new[] { "ClientId", "TenantId", "Certificate:File", "Certificate:KeyFile", "TokenParameters:x", "Scope" }.Select(
                option => layers.PathsOf(option)[0]));
    }

    private static readonly string[] CodeOnly =
    [
        nameof(OAuthMailOptions.AdditionalProviders), nameof(OAuthMailOptions.Tls), nameof(TokenStoreOptions.Protect),
        nameof(TokenStoreOptions.IsExternal),
    ];

    /// <summary>Gets the options that configuration can set.</summary>
    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => !CodeOnly.Contains(property.Name));

    private static bool IsMap(PropertyInfo property) =>
        property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IDictionary<,>);

    /// <summary>Gives a property a value that is not its default.</summary>
    private static void Set(object options, PropertyInfo property, string text = "text")
    {
        if (property.SetMethod is not null)
        {
            property.SetValue(options, property.GetValue(options) is bool flag ? !flag : Create(property.PropertyType, text));
            return;
        }

        var arguments = property.PropertyType.GetGenericArguments();
        var collection = property.GetValue(options)!;
        if (IsMap(property)) ((IDictionary)collection).Add(Create(arguments[0], text), Create(arguments[1], text));
        else ((IList)collection).Add(Create(arguments[0], text));
    }

    private static object Create(Type type, string text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 7 + text.Length;
        if (type == typeof(TimeSpan)) return new TimeSpan(1, 2, 3, 4 + text.Length);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2030, 1, 2, 3, 4, 5 + text.Length, TimeSpan.Zero);
        if (type == typeof(MailEndpoint)) return new MailEndpoint($"{text}.example", 993, TlsMode.Implicit);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(1)!;
        var section = Activator.CreateInstance(type)!;
        Set(section, PropertiesOf(type).First(property => property.PropertyType == typeof(string)), text);
        return section;
    }

    /// <summary>Writes everything that differs from the defaults as the keys and values of configuration, in upper case.</summary>
    private static void Write(string path, object options, Dictionary<string, string?> values)
    {
        foreach (var property in PropertiesOf(options.GetType()))
        {
            var key = path + property.Name.ToUpperInvariant();
            switch (property.GetValue(options))
            {
                case null: break;
                case string or bool or int or TimeSpan or DateTimeOffset or MailEndpoint or Enum: values[key] = Text(
                    property.GetValue(options)!); break;
                case IDictionary map:
                    foreach (DictionaryEntry entry in map)
                    {
                        if (entry.Value is string text) values[$"{key}:{entry.Key}"] = text;
                        else Write($"{key}:{entry.Key}:", entry.Value!, values);
                    }

                    break;
                case IList list:
                    for (var i = 0; i < list.Count; i++) values[$"{key}:{i}"] = Text(list[i]!);
                    break;
                case var section: Write($"{key}:", section, values); break;
            }
        }
    }

    private static string Text(object value) => value switch
    {
        TimeSpan time => time.ToString("c"),
        DateTimeOffset date => date.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static List<string> Describe(object options)
    {
        var values = new Dictionary<string, string?>();
        Write("", options, values);
        return [.. values.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => $"{pair.Key}={pair.Value}")
            .Order(StringComparer.Ordinal)];
    }
}
