using System.Security.Cryptography.X509Certificates;
using OAuthMail.Storage;

namespace OAuthMail.Microsoft.Tests.Documentation;

/// <summary>The code of the documentation that uses OAuthMail.Microsoft. Its compilation is the test.</summary>
internal static class MicrosoftSnippets
{
    public static IAccessTokenProvider OneLine(string tenantId, string clientId, X509Certificate2 certificate)
    {
        #region microsoft-one-line
        IAccessTokenProvider tokens = MicrosoftTokens.ForApplication(tenantId, clientId, certificate);
        #endregion
        return tokens;
    }

    public static IAccessTokenProvider ManagedIdentity()
    {
        #region microsoft-managed-identity
        IAccessTokenProvider tokens = MicrosoftTokens.ForManagedIdentity();   // on a machine or a service in Azure
        #endregion
        return tokens;
    }

    public static IAccessTokenProvider Federated(string tenantId, string clientId)
    {
        #region microsoft-federated
        var identity = new ClientAssertion("github", async ct => await GetTokenOfThisRunAsync(ct));
        IAccessTokenProvider tokens = MicrosoftTokens.ForApplication(tenantId, clientId, identity);
        #endregion
        return tokens;
    }

    public static async Task AccountsAsync(OAuthMailOptions options, OAuthHttp http)
    {
        #region microsoft-accounts
        using var tokens = new MailTokens(new MailTokensOptions
        {
            Store = FileTokenStore.Open("/var/lib/alerts/tokens", protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")),
        });
        MailAccounts accounts = MicrosoftMailAccounts.Create(options.CreateAccounts().Values, tokens, http);
        IAccessTokenProvider alerts = accounts.GetTokens(accounts.Get("alerts"));
        #endregion
        await alerts.GetAccessTokenAsync();
    }

    public static Uri Consent(MailAccount account, string state)
    {
        #region microsoft-consent
        Uri url = AdminConsent.CreateUrl(account, new Uri("https://app.contoso.com/consented"), MailProtocol.Imap, state);
        #endregion
        return url;
    }

    public static string ReadConsent(string redirect, string state)
    {
        #region microsoft-consented
        string tenantId = AdminConsent.ReadTenant(redirect, state);   // throws if the administrator did not consent
        #endregion
        return tenantId;
    }

    public static async Task<ITokenStore> DesktopAsync(string folder)
    {
        #region microsoft-desktop
        var store = await FileTokenStore.OpenAsync(folder, protect => protect.WithOperatingSystemStorage(new() { Name = "Contoso mail" }));
        #endregion
        return store;
    }

    public static async Task<ITokenStore> RenamedAsync(string folder)
    {
        #region microsoft-desktop-renamed
        var store = await FileTokenStore.OpenAsync(folder, protect => protect
            .WithOperatingSystemStorage(new() { Name = "Contoso mail 2" })
            .WithPreviousOperatingSystemStorage(new() { Name = "Contoso mail" }));
        #endregion
        return store;
    }

    private static ValueTask<string> GetTokenOfThisRunAsync(CancellationToken ct) => new(Task.FromResult("a.b.c").WaitAsync(ct));
}
