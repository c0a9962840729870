namespace OAuthMail.MailKit.Sending;

/// <summary>The pools of all mailboxes that are in use. One that has nothing left to remember goes.</summary>
internal sealed class SmtpPools(MailSenderOptions options, TimeProvider clock, Action<PooledConnection> onClosed)
{
    private readonly object _gate = new();
    private readonly Dictionary<PoolKey, SmtpPool> _pools = [];
    private bool _isClosed;

    /// <summary>How many mailboxes have a pool.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _pools.Count;
        }
    }

    /// <summary>Finds or makes the pool for a route; to be given back with <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The pools were closed.</exception>
    public SmtpPool Rent(SendRoute route)
    {
        var key = new PoolKey(route.Mailbox, route.Server);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(MailSender));
            if (!_pools.TryGetValue(key, out var pool))
            {
                pool = new SmtpPool(
                    key, route.ConnectionLimit ?? options.MaxConnections, route.MessagesPerMinute, options.IdleTimeout, clock,
                    RemoveIfUnused, onClosed);
                _pools.Add(key, pool);
            }

            pool.Users++;
            return pool;
        }
    }

    public void Return(SmtpPool pool)
    {
        lock (_gate) pool.Users--;
        RemoveIfUnused(pool);
    }

    /// <summary>Closes all pools.</summary>
    /// <returns>A task that ends when nobody uses them any more and all connections are closed.</returns>
    public Task CloseAsync() => Task.WhenAll(Close().Select(pool => pool.CloseAsync()));

    /// <summary>The same at once, without waiting.</summary>
    public void Drop()
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
            if (_isClosed || pool.Users > 0 || !pool.IsIdle || !_pools.TryGetValue(pool.Key, out var current) || current != pool) return;
            _pools.Remove(pool.Key);
        }

        pool.Dispose();
    }
}
