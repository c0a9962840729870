namespace OAuthMail.MailKit.Pooling;

/// <summary>The pools of all mailboxes in use. A pool without state that must be kept is removed.</summary>
internal sealed class SmtpPools(
    int defaultMaxConnections, TimeSpan idleTimeout, TimeProvider clock, Action<PooledConnection> onClosed)
{
    private readonly object _gate = new();
    private readonly Dictionary<PoolKey, SmtpPool> _pools = [];
    private bool _isClosed;

    /// <summary>Gets the number of mailboxes that have a pool.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _pools.Count;
        }
    }

    /// <summary>Finds or creates a pool. It must be released with <see cref="Release"/>.</summary>
    /// <param name="key">The mailbox and its server.</param>
    /// <param name="maxConnections">The connection limit of the mailbox, or <see langword="null"/> for the default.</param>
    /// <param name="messagesPerMinute">The rate limit of the mailbox, or <see langword="null"/> for no limit.</param>
    /// <exception cref="ObjectDisposedException">The pools were closed.</exception>
    public SmtpPool Acquire(PoolKey key, int? maxConnections, int? messagesPerMinute)
    {
        lock (_gate)
        {
            if (_isClosed) throw SmtpPool.Disposed();
            if (!_pools.TryGetValue(key, out var pool))
            {
                pool = new SmtpPool(
                    key, maxConnections ?? defaultMaxConnections, messagesPerMinute, idleTimeout, clock, RemoveIfUnused, onClosed);
                _pools.Add(key, pool);
            }

            pool.Users++;
            return pool;
        }
    }

    public void Release(SmtpPool pool)
    {
        lock (_gate) pool.Users--;
        RemoveIfUnused(pool);
    }

    /// <summary>Closes the idle connections of an account or backup server that is no longer used.</summary>
    public void CloseIdle(object identity)
    {
        SmtpPool[] pools;
        lock (_gate) pools = [.. _pools.Values];
        foreach (var pool in pools) pool.CloseIdle(identity);
    }

    /// <summary>Closes all pools.</summary>
    /// <returns>A task that completes when no pool is in use and all connections are closed.</returns>
    public Task CloseAsync() => Task.WhenAll(Close().Select(pool => pool.CloseAsync()));

    /// <summary>Closes all pools and their connections without waiting.</summary>
    public void Abort()
    {
        foreach (var pool in Close()) pool.Dispose();
    }

    private SmtpPool[] Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            return [.. _pools.Values];
        }
    }

    private void RemoveIfUnused(SmtpPool pool)
    {
        lock (_gate)
        {
            if (_isClosed || pool.Users > 0 || !pool.IsUnused || !_pools.TryGetValue(pool.Key, out var current) || current != pool) return;
            _pools.Remove(pool.Key);
        }

        pool.Dispose();
    }
}
