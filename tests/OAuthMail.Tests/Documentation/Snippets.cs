namespace OAuthMail.Tests.Documentation;

/// <summary>The code of the documents, which is compiled here. <see cref="SnippetTests"/> compares both.</summary>
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

        AccessToken token = await alerts.GetAccessTokenAsync();   // from memory; renewed before it expires, once for all callers
        string response = XOAuth2Message.ToBase64(account.GetUserName(MailProtocol.Smtp), token);
        #endregion
        Assert.NotEmpty(response);
    }

    public static async Task PersonAsync(MailAccount account, MailTokens tokens, OAuthHttp http, CancellationToken cancellationToken)
    {
        #region person
        var signIn = new MailSignIn(account, tokens, http);

        // On this machine: opens the system browser and waits for the redirect.
        await new LoopbackSignIn(signIn).RunAsync(OpenBrowserAsync, cancellationToken);

        // On another machine: show the address, and pass the redirect URL, even days later.
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
        Console.WriteLine(report);   // every step from the name resolution to the opened mailbox, the server's replies, and the remedy
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
            Resource = "https://outlook.example.fr",         // the prefix of scopes; these three values are in the operator's documentation
            MailHost = "outlook.example.fr",
            SmtpHost = "smtp.example.fr",
        });
        var account = MailAccount.Create("alerts", options, france);      // or add it to OAuthMailOptions.AdditionalProviders
        #endregion
        Assert.NotNull(account);
    }

    public static async Task ExpiryAsync(IMailAccounts accounts, MailTokens tokens, CancellationToken cancellationToken)
    {
        #region expiration
        var expirations = new CredentialExpirationReader(accounts, tokens);
        foreach (CredentialExpiration credential in await expirations.ListAsync(cancellationToken))
        {
            bool expiresSoon = credential.ExpiresAt < DateTimeOffset.UtcNow.AddDays(30);
            if (expiresSoon || credential.Problem is not null) Console.WriteLine($"{credential}. {credential.Remedy}");
        }
        #endregion
    }

    private static Task OpenBrowserAsync(Uri url, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static Task<AccessToken> FetchFromVaultAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
