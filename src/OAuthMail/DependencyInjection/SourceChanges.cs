namespace OAuthMail.DependencyInjection;

/// <summary>One watch of a source's changes.</summary>
internal sealed class SourceChanges(IMailAccountSource source, CancellationToken cancellationToken)
{
    private IAsyncEnumerator<string>? _changes;
    private Task<bool>? _next;

    /// <summary>Gets the name of the changed account.</summary>
    public string? Current => _changes?.Current;

    /// <summary>Begins to wait for the next change. What the source throws is the result of the task.</summary>
    public Task<bool> NextAsync() => _next = MoveAsync().Observed();

    /// <summary>Ends the watch when the source has responded to the cancellation.</summary>
    public async Task EndAsync()
    {
        try
        {
            if (_next is not null) await _next.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It was reported, or is the cancellation.
        }

        if (_changes is not null) await _changes.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> MoveAsync()
    {
        _changes ??= source.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        return await _changes.MoveNextAsync().ConfigureAwait(false);
    }
}
