using OAuthMail.MailKit.Watching;

namespace OAuthMail.Graph.Reading;

/// <summary>
/// Lists a folder to its end, without delivering its messages. After a failure it continues at the page that failed, because the list of a
/// large folder would otherwise begin again and again.
/// </summary>
internal sealed class FolderEnd(GraphMailbox mailbox, WatchContext context)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaximumPause = TimeSpan.FromMinutes(1);

    // Graph may list the last messages again, so the newest ids are remembered.
    private readonly PriorityQueue<string, DateTimeOffset> _newest = new();
    private readonly ListProgress _progress = new(context);
    private GraphState _state = new();
    private GraphItem? _last;
    private string? _next;

    /// <summary>
    /// Returns the state after all messages that are in the folder at present, and the newest of them. It can be called again after a
    /// failure.
    /// </summary>
    public async Task<(GraphState State, GraphItem? Newest)> FindAsync(CancellationToken cancellationToken)
    {
        var path = _next ?? GraphMailbox.FirstPage(await mailbox.GetFolderAsync(context.Folder, cancellationToken).ConfigureAwait(false));
        for (var isLast = false; !isLast;)
        {
            (path, isLast) = await ListAsync(path, cancellationToken).ConfigureAwait(false);
            _next = path;
        }

        while (_newest.TryDequeue(out var id, out _)) _state.AddDelivered(id);
        _state.Link = path;
        return (_state, _last);
    }

    /// <summary>Finds the end. A transient failure after a page is tolerated, and two in succession are not.</summary>
    public async Task<(GraphState State, GraphItem? Newest)> FindPatientlyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = _next;
            try
            {
                return await FindAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OAuthMailException failure) when (
                _next is not null && _next != before && WatchFailures.IsTransient(failure) && PauseAfter(failure) <= MaximumPause)
            {
                await context.Clock.Delay(PauseAfter(failure), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan PauseAfter(OAuthMailException failure) => WatchFailures.GetRetryAfter(failure, context.Clock) ?? FirstPause;

    private async Task<(string Next, bool IsLast)> ListAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var (items, next, isLast) = await mailbox.GetPageAsync(
                path, GraphMailbox.LargePage, cancellationToken).ConfigureAwait(false);
            foreach (var item in items) Add(item);
            _progress.Add(items.Count);
            return (next, isLast);
        }
        catch (MailServerException failure) when (_next is not null && GraphWatch.IsForgotten(failure))
        {
            // The list begins again.
            mailbox.ForgetFolders();
            _newest.Clear();
            (_state, _last, _next) = (new GraphState(), null, null);
            throw;
        }
    }

    private void Add(GraphItem item)
    {
        _newest.Enqueue(item.Id, item.ChangedAt ?? DateTimeOffset.MinValue);
        if (_newest.Count > GraphState.MaximumDelivered) _newest.Dequeue();
        if (item.ReceivedAt is { } received && !(received < _state.Newest)) (_state.Newest, _last) = (received, item);
    }
}
