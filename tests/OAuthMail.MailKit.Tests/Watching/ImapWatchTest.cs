namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>IMAP watches that are ended with the test.</summary>
public abstract class ImapWatchTest : WatchTest
{
    protected IAsyncEnumerator<MailArrival> Watch(
        MailboxPosition? from = null, Action<MailWatchOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new MailWatchOptions { From = from, Retry = Retry };
        configure?.Invoke(options);
        return Begin(Watcher.WatchAsync(Account, options, cancellationToken));
    }

    /// <summary>Starts a watch and waits until it is in IDLE.</summary>
    protected async Task<(IAsyncEnumerator<MailArrival> Watch, Task<bool> Next)> IdleAsync(
        MailboxPosition? from = null, Action<MailWatchOptions>? configure = null, CancellationToken stop = default)
    {
        var watch = Watch(from, configure, stop);
        var next = watch.MoveNextAsync().AsTask();
        await PassAsync(Host.Imap.WaitForIdleAsync(cancellationToken: CancellationToken.None));
        return (watch, next);
    }

    protected async Task<uint> UidAsync(IAsyncEnumerator<MailArrival> watch, Task<bool> next)
    {
        Assert.True(await PassAsync(next));
        return watch.Current.UniqueId.Id;
    }

    /// <summary>Gets the lines that the client has sent over all connections.</summary>
    protected string[] Said() => [.. Host.Imap.Transcripts.SelectMany(t => t.Lines).Where(
        line => line.Side == OAuthMail.Testing.TranscriptSide.Client).Select(line => line.Text)];

    protected int Times(string command) => Said().Count(line => line.Contains(command, StringComparison.Ordinal));
}
