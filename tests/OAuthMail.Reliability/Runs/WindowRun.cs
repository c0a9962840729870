using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>
/// How long the server's answer, with the only copy of the new refresh token, is in memory alone: from its last byte to the record that is
/// flushed to disk and renamed into its place.
/// </summary>
public sealed class WindowRun
{
    /// <summary>Where tokens come from.</summary>
    public required Authority Authority { get; init; }

    /// <summary>How many renewals are measured, after as many as a tenth of them for practice.</summary>
    public int Times { get; init; } = 2000;

    /// <summary>The folder in which the store is made, and so the disk that is measured.</summary>
    public required string Parent { get; init; }

    /// <summary>Runs it.</summary>
    public async Task<WindowReport> RunAsync()
    {
        using var folder = new AccountFolder(Authority, Parent);
        await folder.SignInAsync();
        using var client = Authority.CreateHttpClient();
        var watch = new AnswerWatch();
        using var http = OAuthHttp.FromClientWithoutRedirects(watch.Over(client));
        var account = Authority.Settings.CreateAccount();
        using var tokens = new MailTokens(new MailTokensOptions { Store = new WatchedStore(await folder.OpenAsync(), watch.Written) });
        var flow = account.Incoming.CreateSource(account.Name, account.SignInName, http, TimeProvider.System);
        var provider = tokens.From(new HastySource(flow));
        await provider.GetAccessTokenAsync(await StoredToken.RefuseAsync(tokens.Store, flow.GetKey(default)));
        var practice = Times / 10;
        while (watch.Windows.Count < Times + practice) await provider.GetAccessTokenAsync();
        return new WindowReport([.. watch.Windows.Skip(practice).Take(Times).Order()]);
    }
}
