using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>
/// Measures how long the only copy of a new refresh token is in memory: from the last byte of the server's response until the record is
/// flushed to disk and renamed.
/// </summary>
public sealed class WindowRun
{
    /// <summary>Gets the authorization server.</summary>
    public required Authority Authority { get; init; }

    /// <summary>Gets the number of measured renewals. A tenth of that number runs before as a warm-up.</summary>
    public int Times { get; init; } = 2000;

    /// <summary>Gets the folder of the store, which determines the measured disk.</summary>
    public required string Parent { get; init; }

    /// <summary>Starts the run.</summary>
    public async Task<WindowReport> RunAsync()
    {
        using var folder = new AccountFolder(Authority, Parent);
        await folder.SignInAsync();
        using var client = Authority.CreateHttpClient();
        var watch = new ResponseTimer();
        using var http = OAuthHttp.FromClientWithoutRedirects(watch.Over(client));
        var account = Authority.Settings.CreateAccount();
        using var tokens = new MailTokens(new MailTokensOptions { Store = new NotifyingStore(await folder.OpenAsync(), watch.Written) });
        var flow = account.Incoming.CreateSource(account.Name, account.SignInName, http, TimeProvider.System);
        var provider = tokens.From(flow);
        await provider.GetAccessTokenAsync(await StoredToken.RefuseAsync(tokens.Store, flow.GetKey(default)));
        var practice = Times / 10;
        while (watch.Windows.Count < Times + practice) await provider.GetAccessTokenAsync(default(AccessTokenRequest).WithNewToken());
        return new WindowReport([.. watch.Windows.Skip(practice).Take(Times).Order()]);
    }
}
