using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using OAuthMail.Storage;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>An application with accounts on the real servers, and the user who signs in.</summary>
internal sealed partial class RealMail : IDisposable
{
    private readonly RealServers _servers;
    private readonly HttpClient _client;
    private readonly ITokenStore _store;
    private readonly string _certificateFile = Path.GetTempFileName();

    public RealMail(RealServers servers, ITokenStore? store = null)
    {
        _servers = servers;
        _client = servers.CertificateAuthority.CreateHttpClient();
        Http = OAuthHttp.FromClientWithoutRedirects(_client);
        _store = store ?? new MemoryTokenStore();
        Tokens = new MailTokens(new MailTokensOptions { Store = _store });
        File.WriteAllBytes(_certificateFile, servers.ClientCertificate.Export(X509ContentType.Pkcs12));
    }

    public OAuthHttp Http { get; }

    public MailTokens Tokens { get; }

    /// <summary>Creates options of an account. An application has a mailbox with its client id; a user has the specified mailbox.</summary>
    public MailAccountOptions CreateOptions(RealFlow flow, string person = "alice", bool opaque = false, TlsMode tls = TlsMode.Implicit)
    {
        var client = flow switch
        {
            RealFlow.CodePublic or RealFlow.Device or RealFlow.Refresh => RegisteredClients.Desktop,
            RealFlow.CodeConfidential => RegisteredClients.Web,
            RealFlow.Secret => RegisteredClients.Service,
            _ => RegisteredClients.Robot,
        };
        var isPerson = flow is not (RealFlow.Secret or RealFlow.Certificate);
        var options = new MailAccountOptions
        {
            Flow = flow switch
            {
                RealFlow.CodePublic or RealFlow.CodeConfidential or RealFlow.Refresh => OAuthFlow.AuthorizationCode,
                RealFlow.Device => OAuthFlow.DeviceCode,
                _ => OAuthFlow.ClientCredentials,
            },
            Address = $"{(isPerson ? person : client)}@testbed.example",
            ClientId = client,
            Issuer = _servers.Issuer,
            AuthorizationEndpoint = $"{_servers.Issuer}/auth",
            TokenEndpoint = $"{_servers.Issuer}/token",
            DeviceAuthorizationEndpoint = $"{_servers.Issuer}/device/auth",
            RevocationEndpoint = $"{_servers.Issuer}/token/revocation",
            Scope = isPerson ? "openid email offline_access mail" : "mail",
        };

        // The provider issues a refresh token only if it may ask for consent (OpenID Connect Core section 11).
        if (isPerson) options.AuthorizationParameters["prompt"] = "consent";
        if (flow == RealFlow.CodeConfidential)
        {
            (options.ClientSecret, options.RedirectUri) = (RegisteredClients.WebSecret, RegisteredClients.WebRedirect);
        }

        if (flow == RealFlow.Secret)
        {
            (options.ClientSecret, options.ClientSecretPlacement) = (RegisteredClients.ServiceSecret, ClientSecretPlacement.Header);
        }

        if (flow == RealFlow.Certificate) options.Certificate = new CertificateOptions { File = _certificateFile };
        if (opaque) UseResource(options, "opaque");
        SetServers(options, opaque, tls);
        return options;
    }

    /// <summary>
    /// Requests tokens of another kind: <c>opaque</c>, or <c>short</c> and <c>opaque-short</c>, which expire after one second.
    /// </summary>
    public static void UseResource(MailAccountOptions options, string kind)
    {
        options.AuthorizationParameters["resource"] = $"https://mail.testbed.example/{kind}";
        options.TokenParameters["resource"] = $"https://mail.testbed.example/{kind}";
    }

    /// <summary>
    /// Returns an application's token that has expired for every server. Servers count whole seconds of the system's clock from the
    /// time of issue, which is after the request, so the method waits longer than the lifetime. The token of each kind is shared, to
    /// wait only once.
    /// </summary>
    public async Task<AccessToken> GetEndedTokenAsync(bool opaque = false, CancellationToken cancellationToken = default)
    {
        if (_servers.EndedTokens.TryGetValue(opaque, out var ended)) return ended;
        var options = CreateOptions(RealFlow.Secret, opaque: opaque);
        UseResource(options, opaque ? "opaque-short" : "short");
        ended = await Tokens.For(MailAccount.Create("ended", options), Http).GetAccessTokenAsync(cancellationToken: cancellationToken);
        await Task.Delay(ended.Lifetime + TimeSpan.FromSeconds(1.2), cancellationToken);
        return _servers.EndedTokens[opaque] = ended;
    }

    /// <summary>Signs the account's user in, if the flow requires it.</summary>
    public async Task SignInAsync(MailAccount account, RealFlow flow, CancellationToken cancellationToken = default)
    {
        if (flow is RealFlow.Secret or RealFlow.Certificate) return;
        if (flow == RealFlow.Refresh)
        {
            await SignInAndRenewAsync(account, cancellationToken);
            return;
        }

        var signIn = new MailSignIn(account, Tokens, Http);
        if (flow == RealFlow.CodePublic) await new LoopbackSignIn(signIn).RunAsync(FollowToProgramAsync, cancellationToken);
        else if (flow == RealFlow.CodeConfidential)
        {
            var begun = await signIn.BeginAsync(cancellationToken: cancellationToken);
            await signIn.CompleteAsync(
                (await FollowAsync(begun.Url, RegisteredClients.WebRedirect, cancellationToken)).AbsoluteUri, cancellationToken);
        }
        else if (flow == RealFlow.Device)
        {
            var begun = await signIn.BeginWithDeviceCodeAsync(cancellationToken);
            await EnterCodeAsync(begun, cancellationToken);
            await signIn.CompleteWithDeviceCodeAsync(begun.Id, cancellationToken);
        }
    }

    /// <summary>
    /// Signs in and renews with another instance that uses the same store. This instance then has only the stored, rotated refresh token.
    /// </summary>
    private async Task SignInAndRenewAsync(MailAccount account, CancellationToken cancellationToken)
    {
        using var tokens = new MailTokens(new MailTokensOptions { Store = _store, Lifecycle = { RefusalMinimumAge = TimeSpan.Zero } });
        await new LoopbackSignIn(new MailSignIn(account, tokens, Http)).RunAsync(FollowToProgramAsync, cancellationToken);
        var first = await tokens.For(account, Http).GetAccessTokenAsync(cancellationToken: cancellationToken);
        var second = await tokens.For(account, Http).GetAccessTokenAsync(new AccessTokenRequest(rejectedToken: first), cancellationToken);
        Assert.NotEqual(first.Value, second.Value);
    }

    /// <summary>Revokes an application's token (RFC 7009).</summary>
    public async Task RevokeAsync(string token)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{_servers.Issuer}/token/revocation") { Content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["token"] = token }) };
        var login = $"{RegisteredClients.Service}:{Uri.EscapeDataString(RegisteredClients.ServiceSecret)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(login)));
        using var answer = await _client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Follows redirects until one leaves the provider.</summary>
    public async Task<Uri> FollowAsync(Uri url, string end, CancellationToken cancellationToken)
    {
        using var browser = CreateBrowser();
        for (var hops = 0; hops < 10; hops++)
        {
            using var answer = await browser.GetAsync(url, cancellationToken);
            var next = answer.Headers.Location ?? throw new InvalidOperationException(
                $"{url} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            url = new Uri(url, next);
            if (url.AbsoluteUri.StartsWith(end, StringComparison.Ordinal)) return url;
        }

        throw new InvalidOperationException($"The provider redirects in a loop: {url}");
    }

    public void Dispose()
    {
        Tokens.Dispose();
        Http.Dispose();
        _client.Dispose();
        File.Delete(_certificateFile);
    }

    private async Task FollowToProgramAsync(Uri url, CancellationToken cancellationToken)
    {
        var landing = await FollowAsync(url, "http://127.0.0.1", cancellationToken);
        using var landed = await _client.GetAsync(landing, cancellationToken);
        landed.EnsureSuccessStatusCode();
    }

    private async Task EnterCodeAsync(PendingDeviceSignIn begun, CancellationToken cancellationToken)
    {
        using var browser = CreateBrowser();
        var page = new Uri($"{_servers.Issuer}/device");
        var form = await browser.GetStringAsync(page, cancellationToken);
        var fields = new Dictionary<string, string>
        {
            ["xsrf"] = Hidden().Match(form).Groups[1].Value,
            ["user_code"] = begun.UserCode,
            ["confirm"] = "yes",
        };
        using var entered = await browser.PostAsync(page, new FormUrlEncodedContent(fields), cancellationToken);
        for (var next = entered.Headers.Location; next is not null;)
        {
            page = new Uri(page, next);
            using var answer = await browser.GetAsync(page, cancellationToken);
            next = answer.Headers.Location;
        }
    }

    private HttpClient CreateBrowser() => new(new HttpClientHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = new CookieContainer(),
        ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
            _servers.CertificateAuthority.ValidationCallback(request, certificate, chain, errors),
    });

    private void SetServers(MailAccountOptions options, bool opaque, TlsMode tls)
    {
        var instance = opaque ? "introspection" : "local";
        var kind = opaque ? "-introspected" : "";
        var isImplicit = tls == TlsMode.Implicit;
        var (prefix, host, end) = isImplicit ? ("tls://", "127.0.0.1", "s") : ("starttls://", "127.0.0.2", "");
        options.Smtp = $"{prefix}{host}:{_servers.Ports[(isImplicit ? "submissions" : "submission") + kind]}";
        options.Imap = $"{prefix}{host}:{_servers.Ports[$"{instance}-imap{end}"]}";
        options.Pop3 = $"{prefix}{host}:{_servers.Ports[$"{instance}-pop3{end}"]}";
    }

    [GeneratedRegex("name=\"xsrf\" value=\"([^\"]+)\"")]
    private static partial Regex Hidden();
}
