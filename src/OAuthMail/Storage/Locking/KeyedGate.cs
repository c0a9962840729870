namespace OAuthMail.Storage.Locking;

/// <summary>
/// One holder a key within this process, in the order of asking, without a thread that waits. Nothing is kept for a key that
/// nobody holds or waits for.
/// </summary>
internal sealed class KeyedGate<TKey>
    where TKey : notnull
{
    private readonly object _sync = new();
    private readonly Dictionary<TKey, Turnstile> _turnstiles = [];

    /// <summary>How many keys are held or waited for.</summary>
    internal int Count
    {
        get
        {
            lock (_sync) return _turnstiles.Count;
        }
    }

    /// <summary>Waits for its turn.</summary>
    /// <returns>The turn, to be given back by disposing it.</returns>
    public async ValueTask<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        var turnstile = Join(key);
        try
        {
            await turnstile.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(key, turnstile);
            throw;
        }

        return new Turn(this, key, turnstile);
    }

    /// <summary>Takes the turn if nobody has it.</summary>
    public IDisposable? TryEnter(TKey key)
    {
        var turnstile = Join(key);
        if (turnstile.Semaphore.Wait(0, CancellationToken.None)) return new Turn(this, key, turnstile);
        Leave(key, turnstile);
        return null;
    }

    private Turnstile Join(TKey key)
    {
        lock (_sync)
        {
            if (!_turnstiles.TryGetValue(key, out var turnstile)) _turnstiles.Add(key, turnstile = new Turnstile());
            turnstile.Users++;
            return turnstile;
        }
    }

    private void Leave(TKey key, Turnstile turnstile)
    {
        lock (_sync)
        {
            if (--turnstile.Users > 0) return;
            _turnstiles.Remove(key);
        }

        turnstile.Semaphore.Dispose();
    }

    private sealed class Turnstile
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Turn(KeyedGate<TKey> gate, TKey key, Turnstile turnstile) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) != 0) return;
            turnstile.Semaphore.Release();
            gate.Leave(key, turnstile);
        }
    }
}
