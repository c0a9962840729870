namespace OAuthMail.MailKit.Pooling;

/// <summary>
/// The connections of one mailbox at one server. Callers obtain them in the order of their requests, within two limits: the number of
/// connections at a time, and the number of messages in a minute.
/// </summary>
internal sealed class SmtpPool : IDisposable
{
    /// <summary>The object that callers know: pools are internal to the sender.</summary>
    private const string DisposedObject = "MailSender";

    private readonly object _gate = new();
    private readonly LinkedList<PoolWaiter> _waiters = new();

    // The connection used last is at the end and is used first, so that the others can reach the idle time-out.
    private readonly List<PooledConnection> _idle = [];
    private readonly RateWindow _window;
    private readonly ConnectionLimit _limit;
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer _timer;
    private readonly Action<SmtpPool> _onUnused;
    private readonly Action<PooledConnection> _onClosed;
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Leased connections, and those that are being closed, because the server still counts them.
    private int _busy;
    private int _leases;
    private bool _isClosed;

    /// <summary>Creates a pool.</summary>
    /// <param name="key">The mailbox and its server.</param>
    /// <param name="maxConnections">The maximum number of connections at a time.</param>
    /// <param name="messagesPerMinute">The maximum number of messages in any minute, or <see langword="null"/> for no limit.</param>
    /// <param name="idleTimeout">The time after which an unused connection is closed.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onUnused">Called when the pool has no state left that must be kept (<see cref="IsUnused"/>).</param>
    /// <param name="onClosed">Called for each connection that the pool has closed.</param>
    public SmtpPool(
        PoolKey key, int maxConnections, int? messagesPerMinute, TimeSpan idleTimeout, TimeProvider clock, Action<SmtpPool> onUnused,
        Action<PooledConnection> onClosed)
    {
        Key = key;
        _window = new RateWindow(messagesPerMinute, clock);
        _limit = new ConnectionLimit(maxConnections, clock);
        _idleTimeout = idleTimeout;
        _onUnused = onUnused;
        _onClosed = onClosed;
        _timer = clock.CreateTimer(static pool => ((SmtpPool)pool!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PoolKey Key { get; }

    /// <summary>Gets or sets the number of deliveries that use the pool. <see cref="SmtpPools"/> guards it with its own lock.</summary>
    public int Users { get; set; }

    /// <summary>
    /// Gets a value that indicates whether the pool has neither connections nor waiters nor messages that count towards the rate limit.
    /// </summary>
    public bool IsUnused
    {
        get
        {
            lock (_gate) return _busy == 0 && _idle.Count == 0 && _waiters.Count == 0 && _window.IsEmpty;
        }
    }

    /// <summary>Gets the number of connections that are allowed at present.</summary>
    public int CurrentLimit
    {
        get
        {
            lock (_gate) return _limit.Current;
        }
    }

    /// <summary>Waits for a lease. It must be returned with <see cref="Return"/>.</summary>
    /// <exception cref="ObjectDisposedException">The pool was closed.</exception>
    public Task<PoolLease> RentAsync(object identity, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<PoolLease>(cancellationToken);
        PoolWaiter waiter;
        lock (_gate)
        {
            if (_isClosed) return Task.FromException<PoolLease>(Disposed());
            if (_waiters.Count == 0 && TryLease(identity) is { } lease)
            {
                SetTimer();
                return Task.FromResult(lease);
            }

            waiter = new PoolWaiter(identity);
            _waiters.AddLast(waiter);
            SetTimer();
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(waiter, cancellationToken) : waiter.Task;
    }

    /// <summary>Returns a lease, with its connection if that can be used again.</summary>
    public void Return(PoolLease lease)
    {
        PooledConnection? surplus = null;
        lock (_gate)
        {
            _leases--;
            if (lease.HasBegunMessage) _window.AddCompleted();
            var others = _busy - 1 + _idle.Count;

            // The server has accepted the other connections, so their number is taken as its limit for a while.
            if (lease.WasConnectionRejected) _limit.Reduce(Math.Min(_limit.Current - 1, others));
            if (lease.Connection is { } connection && (_isClosed || others >= _limit.Current)) surplus = connection;
            else
            {
                _busy--;
                if (lease.Connection is not null) AddIdle(lease.Connection);
            }

            lease.Connection = null;
            AssignLeases();
        }

        if (surplus is not null) _ = CloseAsync(surplus);
    }

    /// <summary>Closes the idle connections of an account that is no longer used.</summary>
    public void CloseIdle(object identity)
    {
        List<PooledConnection> closed;
        lock (_gate)
        {
            if (_isClosed) return;
            closed = [.. _idle.Where(connection => ReferenceEquals(connection.Identity, identity))];
            _idle.RemoveAll(closed.Contains);
            _busy += closed.Count;
            SetTimer();
        }

        foreach (var connection in closed) _ = CloseAsync(connection);
    }

    /// <summary>Fails all waiters, and closes idle connections with a QUIT. Existing leases remain valid.</summary>
    /// <returns>A task that completes when the last lease was returned and the last connection is closed.</returns>
    public Task CloseAsync()
    {
        foreach (var connection in Close()) _ = CloseAsync(connection);
        return _completion.Task;
    }

    /// <summary>Fails all waiters, and closes idle connections without a QUIT. It doesn't wait.</summary>
    public void Dispose()
    {
        foreach (var connection in Close())
        {
            connection.Abort();
            OnClosed(connection);
        }
    }

    public static ObjectDisposedException Disposed() => new(DisposedObject);

    private List<PooledConnection> Close()
    {
        List<PooledConnection> idle;
        List<PoolWaiter> waiters;
        lock (_gate)
        {
            _isClosed = true;
            idle = [.. _idle];
            _busy += idle.Count;
            _idle.Clear();
            waiters = [.. _waiters];
            _waiters.Clear();
            AssignLeases();
            _timer.Dispose();
        }

        foreach (var waiter in waiters) waiter.TrySetException(Disposed());
        return idle;
    }

    private async Task<PoolLease> WaitAsync(PoolWaiter waiter, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(() => Cancel(waiter, cancellationToken))) return await waiter.Task.ConfigureAwait(false);
    }

    private void Cancel(PoolWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiters.Remove(waiter)) return;
            AssignLeases();
        }

        waiter.TrySetCanceled(cancellationToken);
    }

    /// <summary>
    /// Returns a lease if the limits allow one: with an idle connection of the same identity, without a connection, or with an idle
    /// connection of another identity, which the holder replaces.
    /// </summary>
    private PoolLease? TryLease(object identity)
    {
        if (!_window.HasRoom(_leases)) return null;
        var at = _idle.FindLastIndex(connection => ReferenceEquals(connection.Identity, identity));
        if (at < 0 && _busy + _idle.Count >= _limit.Current)
        {
            if (_idle.Count == 0) return null;
            at = 0;
        }

        PooledConnection? taken = null;
        if (at >= 0)
        {
            taken = _idle[at];
            _idle.RemoveAt(at);
        }

        _busy++;
        _leases++;
        return new PoolLease(taken);
    }

    private void AddIdle(PooledConnection connection)
    {
        connection.BeginIdle();
        _idle.Add(connection);
    }

    /// <summary>Assigns leases to the waiters in their order, as far as the limits allow, and sets the timer.</summary>
    private void AssignLeases()
    {
        while (_waiters.First is { } first && TryLease(first.Value.Identity) is { } lease)
        {
            _waiters.RemoveFirst();
            first.Value.TrySetResult(lease);
        }

        if (_isClosed && _busy == 0) _completion.TrySetResult(true);
        SetTimer();
    }

    private void SetTimer()
    {
        if (_isClosed) return;
        TimeSpan? due = _idle.Count > 0 ? _idleTimeout - _idle[0].IdleTime : null;
        if (_waiters.Count > 0)
        {
            due = Earlier(due, _window.TimeUntilNext);
            due = Earlier(due, _limit.TimeUntilReset);
        }
        else if (_busy == 0 && _idle.Count == 0)
        {
            // The pool can be removed when the last message has left the rate window.
            due = _window.TimeUntilNext;
        }

        _timer.Change(
            due is null ? Timeout.InfiniteTimeSpan : due.Value > TimeSpan.Zero ? due.Value : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private void OnTimer()
    {
        var expired = new List<PooledConnection>();
        lock (_gate)
        {
            if (_isClosed) return;

            // First, because a waiter can use a connection that would otherwise be closed.
            AssignLeases();
            while (_idle.Count > 0 && _idle[0].IdleTime >= _idleTimeout)
            {
                expired.Add(_idle[0]);
                _idle.RemoveAt(0);
                _busy++;
            }

            SetTimer();
        }

        foreach (var connection in expired) _ = CloseAsync(connection);
        if (expired.Count == 0 && IsUnused) _onUnused(this);
    }

    private async Task CloseAsync(PooledConnection connection)
    {
        try
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            // Also if a client of another factory throws, because its place would otherwise be lost.
            OnClosed(connection);
        }
    }

    /// <summary>Makes the place of a closed connection available.</summary>
    private void OnClosed(PooledConnection connection)
    {
        _onClosed(connection);
        lock (_gate)
        {
            _busy--;
            AssignLeases();
        }

        if (IsUnused) _onUnused(this);
    }
}
