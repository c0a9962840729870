using System.Reflection;
using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>A token store in a temporary folder, and the user who signs in.</summary>
internal sealed class AccountFolder : IDisposable
{
    private readonly Authority _authority;
    private readonly string _folder;

    public AccountFolder(Authority authority, string? parent = null)
    {
        _authority = authority;
        _folder = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), "oam-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        TokenProtection.CreateKeyFile(KeyFile);
    }

    public string Path => System.IO.Path.Combine(_folder, "tokens");

    private string KeyFile => System.IO.Path.Combine(_folder, "key");

    /// <summary>Opens the store like a newly started process.</summary>
    public Task<FileTokenStore> OpenAsync() => FileTokenStore.OpenAsync(Path, protect => protect.WithKeyFile(KeyFile));

    /// <summary>Signs the user in, also if the user has signed in before.</summary>
    /// <returns>The key of the stored consent.</returns>
    public async Task<TokenKey> SignInAsync()
    {
        using var client = _authority.CreateHttpClient();
        using var browser = _authority.CreateHttpClient(browser: true);
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens(new MailTokensOptions { Store = await OpenAsync() });
        var signIn = new MailSignIn(_authority.Settings.CreateAccount(), tokens, http);
        var begun = await signIn.BeginAsync(new Uri(RegisteredClients.LoopbackRedirect));
        for (var url = begun.Url; ;)
        {
            using var answer = await browser.GetAsync(url);
            url = new Uri(url, answer.Headers.Location ?? throw new InvalidOperationException($"{url} answered {(int)answer.StatusCode}."));
            if (!url.AbsoluteUri.StartsWith(begun.RedirectUri.AbsoluteUri, StringComparison.Ordinal)) continue;
            await signIn.CompleteAsync(url.AbsoluteUri);
            return signIn.Key;
        }
    }

    /// <summary>Renews the token like a newly started process, even if the stored token has not expired.</summary>
    /// <param name="key">The result of <see cref="SignInAsync"/>.</param>
    public async Task RenewAsync(TokenKey key)
    {
        using var client = _authority.CreateHttpClient();
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens(new MailTokensOptions { Store = await OpenAsync() });
        var provider = tokens.For(_authority.Settings.CreateAccount(), http);
        await provider.GetAccessTokenAsync(await StoredToken.RefuseAsync(tokens.Store, key));
    }

    /// <summary>Starts a worker process that uses the store.</summary>
    public WorkerProcess StartWorker(Assembly host, string mode, int threads = 0, int seconds = 0) => WorkerProcess.Start(
        host, mode, new WorkerSettings(_authority.Settings, Path, KeyFile, _authority.GetRootCertificate(), threads, seconds));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
