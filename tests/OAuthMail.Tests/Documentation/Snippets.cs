namespace OAuthMail.Tests.Documentation;

/// <summary>The code of the READMEs, which therefore compiles. <see cref="SnippetTests"/> compares the two.</summary>
internal static class Snippets
{
    public static async Task ApplicationAsync(string clientId)
    {
        #region application
        var account = MailAccount.Create("alerts", new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = OAuthFlow.ClientCredentials,
            TenantId = "contoso.onmicrosoft.com",
            ClientId = clientId,
            Certificate = new CertificateOptions { File = "/etc/alerts/certificate.pfx" },
            Address = "alerts@contoso.com",
        });

        using var http = OAuthHttp.Create();
        using var tokens = new MailTokens(new MailTokensOptions
        {
            Store = FileTokenStore.Open("/var/lib/alerts/tokens", protect => protect.WithKeyFile("/etc/alerts/oauthmail.key")),
        });
        IAccessTokenProvider alerts = tokens.For(account, http);

        AccessToken token = await alerts.GetAccessTokenAsync();   // from memory in nanoseconds, renewed ahead of time, once for everybody
        string response = XOAuth2Message.ToBase64(account.GetUserName(MailProtocol.Smtp), token);
        #endregion
        Assert.NotEmpty(response);
    }

    public static async Task PersonAsync(MailAccount account, MailTokens tokens, OAuthHttp http, CancellationToken cancellationToken)
    {
        #region person
        var signIn = new MailSignIn(account, tokens, http);

        // At this machine: the browser opens, and comes back by itself.
        await new LoopbackSignIn(signIn).RunAsync(OpenBrowserAsync, cancellationToken);

        // Anywhere else: show the address, and paste the one where the browser ends, today or next week.
        PendingSignIn begun = await signIn.BeginAsync(cancellationToken: cancellationToken);
        Console.WriteLine(begun.Url);
        SignInResult result = await signIn.CompleteAsync(Console.ReadLine()!, cancellationToken);
        #endregion
        Assert.NotNull(result);
    }

    public static async Task TestAsync(MailAccount account, MailTokens tokens, OAuthHttp http)
    {
        #region test
        ConnectionReport report = await new ConnectionTester().TestAsync(account, MailProtocol.Imap, tokens.For(account, http));
        Console.WriteLine(report);   // every step from the name's resolution to the opened mailbox, the server's words, and the remedy
        #endregion
    }

    public static void Delegate(MailTokens tokens)
    {
        #region delegate
        IAccessTokenProvider vault = tokens.From(TokenSource.FromDelegate("vault", async (request, ct) => await FetchFromVaultAsync(ct)));
        #endregion
        Assert.NotNull(vault);
    }

    public static void Cloud(MailAccountOptions options)
    {
        #region cloud
        MailProvider france = MailProviders.CreateMicrosoft365(new MicrosoftCloud
        {
            Id = "Microsoft365France",
            LoginHost = "login.sovcloud-identity.fr",
            Resource = "https://outlook.example.fr",         // as scopes carry it; this and the next two are in the operator's documentation
            MailHost = "outlook.example.fr",
            SmtpHost = "smtp.example.fr",
        });
        var account = MailAccount.Create("alerts", options, france);      // or add it to OAuthMailOptions.AdditionalProviders
        #endregion
        Assert.NotNull(account);
    }

    public static async Task ExpiryAsync(IMailAccounts accounts, MailTokens tokens, CancellationToken cancellationToken)
    {
        #region expiry
        var expiry = new CredentialExpirationReader(accounts, tokens);
        foreach (CredentialExpiration end in await expiry.ListAsync(cancellationToken))
        {
            bool isSoon = end.ExpiresAt < DateTimeOffset.UtcNow.AddDays(30);
            if (isSoon || end.Problem is not null) Console.WriteLine($"{end}. {end.Remedy}");
        }
        #endregion
    }

    private static Task OpenBrowserAsync(Uri url, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static Task<AccessToken> FetchFromVaultAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
