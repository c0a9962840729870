namespace OAuthMail.Storage.Locking;

/// <summary>
/// Allows one holder for each key within this process, in the order of the requests, without blocking a thread. Keys without a holder and
/// without waiting requests use no memory.
/// </summary>
internal sealed class KeyedGate<TKey>
    where TKey : notnull
{
    private readonly object _sync = new();
    private readonly Dictionary<TKey, Turnstile> _turnstiles = [];

    /// <summary>Gets the number of keys that have a holder or a waiting request.</summary>
    internal int Count
    {
        get
        {
            lock (_sync) return _turnstiles.Count;
        }
    }

    /// <summary>Waits for the turn.</summary>
    /// <returns>The turn. Dispose it to release the key.</returns>
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

    /// <summary>Returns the turn if the key has no holder; otherwise <see langword="null"/>.</summary>
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
