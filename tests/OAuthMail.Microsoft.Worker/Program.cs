using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using OAuthMail;
using OAuthMail.Microsoft;
using OAuthMail.Microsoft.Worker;

// Usage: system-key …, see SystemKeyCommand; or <folder> <key file> <token endpoint> <root certificate> <flow> <threads>.
// Prints the token of each thread. On failure, prints the error and exits with code 1.
try
{
    if (args[0] == "system-key") return await SystemKeyCommand.RunAsync(args);

    var store = await FileTokenStore.OpenAsync(args[0], protect => protect.WithKeyFile(args[1]));
    using var root = X509CertificateLoader.LoadCertificateFromFile(args[3]);
    using var handler = new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };
    using var client = new HttpClient(handler);
    using var http = OAuthHttp.FromClientWithoutRedirects(client);
    using var tokens = new MailTokens(new MailTokensOptions { Store = store });
    var flow = Enum.Parse<OAuthFlow>(args[4]);
    var options = new MailAccountOptions
    {
        Provider = "Microsoft365",
        Flow = flow,
        Address = "ann@test.example",
        TenantId = new Uri(args[2]).AbsolutePath.Split('/')[1],
        ClientId = "shared",
        ClientSecret = flow == OAuthFlow.ClientCredentials ? "the-secret-value" : null,
        TokenEndpoint = args[2],
    };
    var account = MailAccount.Create("ann", options);

    Console.WriteLine("ready");
    await Console.In.ReadLineAsync();
    // Each thread creates its own provider, as programs do that do not share one.
    var all = await Task.WhenAll(Enumerable.Range(0, int.Parse(args[5], CultureInfo.InvariantCulture))
        .Select(_ => Task.Run(async () => await tokens.ForMicrosoft(account, http).GetAccessTokenAsync())));
    foreach (var token in all) Console.WriteLine(token.Value);
    return 0;
}
catch (OAuthMailException e)
{
    Console.WriteLine($"{e.Code}: {e.Message}");
    return 1;
}
