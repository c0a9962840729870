using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// A way to a server on which things go wrong, switched at any moment, also for connections that are open. TLS goes through it unseen.
/// </summary>
internal sealed class FaultRelay : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<RelayedConnection, Task> _connections = new();
    private Task _accepting = Task.CompletedTask;
    private WireFault _fault;
    private int _count;
    private int _stuck;
    private int _dripped;

    /// <param name="target">Where it leads to.</param>
    /// <param name="clock">What delays and drips wait for.</param>
    /// <param name="isListening">Whether it takes connections at once; it refuses them until <see cref="Listen"/> otherwise.</param>
    public FaultRelay(IPEndPoint target, TimeProvider clock, bool isListening = true)
    {
        Target = target;
        Clock = clock;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        if (isListening) Listen();
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Where new connections lead to.</summary>
    public IPEndPoint Target { get; set; }

    public TimeProvider Clock { get; }

    /// <summary>How long a delayed piece or a single octet waits.</summary>
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many pieces of what the server says pass unharmed at the begin of each connection.</summary>
    public int Unharmed { get; set; }

    /// <summary>How many octets of a connection drip; after them nothing comes, so that the clock does not run away.</summary>
    public int Drops { get; set; } = 20;

    public WireFault Fault
    {
        get => _fault;
        set
        {
            _fault = value;
            foreach (var connection in _connections.Keys) connection.Apply(value);
        }
    }

    /// <summary>How many connections it has taken.</summary>
    public int Connections => Volatile.Read(ref _count);

    /// <summary>How many connections there were on which a client waits for what will never come.</summary>
    public int Stuck => Volatile.Read(ref _stuck);

    /// <summary>How many octets went out one by one.</summary>
    public int Dripped => Volatile.Read(ref _dripped);

    /// <summary>How many connections are open.</summary>
    public int Open => _connections.Count;

    public void Listen()
    {
        _listener.Listen(100);
        _accepting = AcceptAsync();
    }

    public void CountStuck() => Interlocked.Increment(ref _stuck);

    public void CountDrop() => Interlocked.Increment(ref _dripped);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = new RelayedConnection(this, await _listener.AcceptAsync(_stop.Token));
                var begin = new TaskCompletionSource();
                _connections[connection] = ServeAsync(connection, begin.Task);
                Interlocked.Increment(ref _count);
                begin.SetResult();
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }
    }

    private async Task ServeAsync(RelayedConnection connection, Task begin)
    {
        await begin;
        await connection.RunAsync(_stop.Token);
        _connections.TryRemove(connection, out _);
    }
}
