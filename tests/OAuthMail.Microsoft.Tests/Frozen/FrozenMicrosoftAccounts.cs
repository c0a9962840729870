using OAuthMail.Providers;
using OAuthMail.Tests.Frozen;

namespace OAuthMail.Microsoft.Tests.Frozen;

/// <summary>The accounts whose records are in the frozen store, and the answers of their authorization server.</summary>
internal static class FrozenMicrosoftAccounts
{
    public const string Tenant = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    /// <summary>The id of the user in MSAL's terms: object id and tenant.</summary>
    public const string AccountId = UserId + "." + Tenant;

    public const string Scope =
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All "
        + "https://outlook.office.com/SMTP.Send";

    private const string UserId = "7d3b0a1e-2222-4c22-8d33-9e44aa55bb66";

    /// <summary>The time at which all records were written.</summary>
    public static readonly DateTimeOffset WrittenAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A user who signed in with a browser and whose token was refreshed by MSAL.</summary>
    public static MailAccount User() => Create("ada", OAuthFlow.AuthorizationCode, options => options.ClientId = "frozen-desktop");

    /// <summary>A user whose password was rejected.</summary>
    public static MailAccount PasswordUser(string password) => Create("pat", OAuthFlows.Password, options =>
    {
        options.ClientId = "frozen-desktop";
        options.Password = password;
    });

    /// <summary>An answer as Microsoft Entra ID gives it to MSAL.</summary>
    public static string Token(string name)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = $$"""
            {"iss":"https://login.microsoftonline.com/{{Tenant}}/v2.0","aud":"frozen-desktop",
             "iat":{{now}},"nbf":{{now}},"exp":{{now + 3600}},
             "tid":"{{Tenant}}","oid":"{{UserId}}","sub":"pairwise-subject","preferred_username":"ada@frozen.example","ver":"2.0"}
            """;
        var info = FrozenServer.Encode($$"""{"uid":"{{UserId}}","utid":"{{Tenant}}"}""");
        return FrozenServer.Token(name, claims, $$""","scope":"{{Scope}}","client_info":"{{info}}" """);
    }

    private static MailAccount Create(string name, OAuthFlow flow, Action<MailAccountOptions> configure)
    {
        var options = new MailAccountOptions { Provider = "Microsoft365", TenantId = Tenant, Flow = flow };
        options.Address = $"{name}@frozen.example";
        configure(options);
        return MailAccount.Create(name, options);
    }
}
