namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>
/// Executes one statement for many calls: those that arrive while a statement is executed are joined in the next one, so that many
/// connections need few statements.
/// </summary>
/// <param name="execute">Executes the statement. It returns the identifiers of the items that it applied to.</param>
/// <param name="clock">The clock.</param>
/// <param name="pause">The pause between two statements that follow each other at once, during which further calls join.</param>
internal sealed class JoinedCalls<TItem>(Func<List<TItem>, Task<List<Guid>>> execute, TimeProvider clock, TimeSpan pause = default)
    where TItem : IOutboxItem
{
    /// <summary>The maximum number of items in a statement.</summary>
    private const int Maximum = 32;

    private readonly Lock _sync = new();
    private readonly Queue<Call> _waiting = new();
    private bool _isRunning;
    private long _ended;

    /// <summary>Applies the statement to an item.</summary>
    /// <returns>Whether it applied to the item.</returns>
    /// <exception cref="TokenStoreException">The database failed. The statement may have been executed.</exception>
    public Task<bool> RunAsync(TItem item)
    {
        var result = Add(item);
        Start();
        return result;
    }

    /// <summary>Adds an item to the next statement, without starting it. See <see cref="RunAsync(TItem)"/>.</summary>
    public Task<bool> Add(TItem item)
    {
        var call = new Call(item);
        lock (_sync) _waiting.Enqueue(call);
        return call.Result.Task;
    }

    /// <summary>Starts a statement for the items that were added, unless one is executed.</summary>
    public void Start()
    {
        lock (_sync)
        {
            if (_isRunning) return;
            _isRunning = true;
        }

        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            if (pause > TimeSpan.Zero && _ended != 0 && clock.GetElapsedTime(_ended) < pause)
            {
                await Task.Delay(pause, clock).ConfigureAwait(false);
            }

            var calls = Take();
            if (calls.Count == 0) return;
            try
            {
                var applied = await execute(calls.ConvertAll(call => call.Item)).ConfigureAwait(false);
                foreach (var call in calls) call.Result.SetResult(applied.Contains(call.Item.Id));
            }
            catch (Exception failure)
            {
                if (calls.Count == 1) calls[0].Result.SetException(failure);
                else foreach (var call in calls) await RunAloneAsync(call).ConfigureAwait(false);
            }

            _ended = clock.GetTimestamp();
        }
    }

    /// <summary>One item that the database refuses must not fail the others.</summary>
    private async Task RunAloneAsync(Call call)
    {
        try
        {
            call.Result.SetResult((await execute([call.Item]).ConfigureAwait(false)).Count > 0);
        }
        catch (Exception failure)
        {
            call.Result.SetException(failure);
        }
    }

    private List<Call> Take()
    {
        lock (_sync)
        {
            var calls = new List<Call>();
            while (calls.Count < Maximum && _waiting.TryDequeue(out var call)) calls.Add(call);
            _isRunning = calls.Count > 0;
            return calls;
        }
    }

    private sealed record Call(TItem Item)
    {
        public TaskCompletionSource<bool> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
