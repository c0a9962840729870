namespace OAuthMail.MailKit.Sending;

/// <summary>
/// The connections of one mailbox at one server, and who may use them: first come, first served, no more at once than the mailbox may have,
/// and no more messages a minute than it may send.
/// </summary>
internal sealed class SmtpPool : IDisposable
{
    private readonly object _gate = new();
    private readonly LinkedList<PoolWaiter> _waiters = new();

    // Those used last are at the end, and are used first: the others may grow old.
    private readonly List<PooledConnection> _idle = [];
    private readonly RateWindow _window;
    private readonly ConnectionLimit _limit;
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer _timer;
    private readonly Action<SmtpPool> _onIdle;
    private readonly Action<PooledConnection> _onClosed;
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Turns that were given, and connections that are being closed: the server still counts those.
    private int _busy;
    private int _turns;
    private bool _isClosed;

    /// <summary>Makes a pool.</summary>
    /// <param name="key">The mailbox and its server.</param>
    /// <param name="connections">How many connections it may have at once.</param>
    /// <param name="messagesPerMinute">How many messages it may send in any minute; null for any number.</param>
    /// <param name="idleTimeout">How long a connection is kept that nobody uses.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="onIdle">Called when nothing is left that must be remembered.</param>
    /// <param name="onClosed">Called for each connection that the pool has closed.</param>
    public SmtpPool(
        PoolKey key, int connections, int? messagesPerMinute, TimeSpan idleTimeout, TimeProvider clock, Action<SmtpPool> onIdle,
        Action<PooledConnection> onClosed)
    {
        Key = key;
        _window = new RateWindow(messagesPerMinute, clock);
        _limit = new ConnectionLimit(connections, clock);
        _idleTimeout = idleTimeout;
        _onIdle = onIdle;
        _onClosed = onClosed;
        _timer = clock.CreateTimer(static pool => ((SmtpPool)pool!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PoolKey Key { get; }

    /// <summary>How many sends go through the pool now; the owner of the pools counts them under a lock of its own.</summary>
    public int Users { get; set; }

    /// <summary>Whether nothing is left that must be remembered.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate) return _busy == 0 && _idle.Count == 0 && _waiters.Count == 0 && _window.IsEmpty;
        }
    }

    /// <summary>How many connections there may be now.</summary>
    public int Limit
    {
        get
        {
            lock (_gate) return _limit.Now;
        }
    }

    /// <summary>Waits for a turn. It must be given back with <see cref="Leave"/>.</summary>
    /// <exception cref="ObjectDisposedException">The pool was closed.</exception>
    public Task<PoolTurn> EnterAsync(object owner, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<PoolTurn>(cancellationToken);
        PoolWaiter waiter;
        lock (_gate)
        {
            if (_isClosed) return Task.FromException<PoolTurn>(Closed());
            if (_waiters.Count == 0 && TryGive(owner) is { } turn)
            {
                Arm();
                return Task.FromResult(turn);
            }

            waiter = new PoolWaiter(owner);
            _waiters.AddLast(waiter);
            Arm();
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(waiter, cancellationToken) : waiter.Task;
    }

    /// <summary>Gives a turn back, with its connection if that is still good.</summary>
    public void Leave(PoolTurn turn)
    {
        PooledConnection? surplus = null;
        lock (_gate)
        {
            _turns--;
            if (turn.HasBegun) _window.Count();
            var others = _busy - 1 + _idle.Count;

            // What the server has let in is what it allows; fewer are tried for a while.
            if (turn.IsExcess) _limit.Lower(Math.Min(_limit.Now - 1, others));
            if (turn.Connection is { } connection && (_isClosed || others >= _limit.Now)) surplus = connection;
            else
            {
                _busy--;
                if (turn.Connection is not null) Keep(turn.Connection);
            }

            turn.Connection = null;
            Settle();
        }

        if (surplus is not null) _ = CloseAsync(surplus);
    }

    /// <summary>Sends everybody away who waits, and closes what is idle, with a goodbye. Turns go on.</summary>
    /// <returns>A task that ends when the last turn was given back and the last connection is closed.</returns>
    public Task CloseAsync()
    {
        foreach (var connection in Close()) _ = CloseAsync(connection);
        return _ended.Task;
    }

    /// <summary>The same without a goodbye, and without waiting.</summary>
    public void Dispose()
    {
        foreach (var connection in Close())
        {
            connection.Drop();
            OnClosed(connection);
        }
    }

    private static ObjectDisposedException Closed() => new(nameof(MailSender));

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
            Settle();
            _timer.Dispose();
        }

        foreach (var waiter in waiters) waiter.TrySetException(Closed());
        return idle;
    }

    private async Task<PoolTurn> WaitAsync(PoolWaiter waiter, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(() => Cancel(waiter, cancellationToken))) return await waiter.Task.ConfigureAwait(false);
    }

    private void Cancel(PoolWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_waiters.Remove(waiter)) return;
            Settle();
        }

        waiter.TrySetCanceled(cancellationToken);
    }

    /// <summary>
    /// A turn, if there is one to give: with a connection of the same owner, a new one, or another owner's, which is then replaced.
    /// </summary>
    private PoolTurn? TryGive(object owner)
    {
        if (!_window.HasRoom(_turns)) return null;
        var at = _idle.FindLastIndex(connection => ReferenceEquals(connection.Owner, owner));
        if (at < 0 && _busy + _idle.Count >= _limit.Now)
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
        _turns++;
        return new PoolTurn(taken);
    }

    private void Keep(PooledConnection connection)
    {
        connection.Rest();
        _idle.Add(connection);
    }

    /// <summary>Gives turns to those who wait, in their order, and sees to what comes next.</summary>
    private void Settle()
    {
        while (_waiters.First is { } first && TryGive(first.Value.Owner) is { } turn)
        {
            _waiters.RemoveFirst();
            first.Value.TrySetResult(turn);
        }

        if (_isClosed && _busy == 0) _ended.TrySetResult(true);
        Arm();
    }

    private void Arm()
    {
        if (_isClosed) return;
        TimeSpan? due = _idle.Count > 0 ? _idleTimeout - _idle[0].IdleTime : null;
        if (_waiters.Count > 0)
        {
            due = Earlier(due, _window.UntilNext);
            due = Earlier(due, _limit.UntilRaised);
        }
        else if (_busy == 0 && _idle.Count == 0)
        {
            // Nobody is here any more; when the last message counts no more either, the pool can go.
            due = _window.UntilNext;
        }

        _timer.Change(
            due is null ? Timeout.InfiniteTimeSpan : due.Value > TimeSpan.Zero ? due.Value : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private void OnTimer()
    {
        var old = new List<PooledConnection>();
        lock (_gate)
        {
            if (_isClosed) return;

            // Whoever waits may have what would be closed otherwise.
            Settle();
            while (_idle.Count > 0 && _idle[0].IdleTime >= _idleTimeout)
            {
                old.Add(_idle[0]);
                _idle.RemoveAt(0);
                _busy++;
            }

            Arm();
        }

        foreach (var connection in old) _ = CloseAsync(connection);
        if (old.Count == 0 && IsIdle) _onIdle(this);
    }

    private async Task CloseAsync(PooledConnection connection)
    {
        await connection.CloseAsync().ConfigureAwait(false);
        OnClosed(connection);
    }

    /// <summary>A connection is closed, and its place free.</summary>
    private void OnClosed(PooledConnection connection)
    {
        _onClosed(connection);
        lock (_gate)
        {
            _busy--;
            Settle();
        }

        if (IsIdle) _onIdle(this);
    }
}
