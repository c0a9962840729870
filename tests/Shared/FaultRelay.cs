using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// A relay to a server that injects faults. Faults can be changed at any time, also for open connections. TLS passes through unchanged.
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

    /// <param name="target">The destination.</param>
    /// <param name="clock">The clock for delays.</param>
    /// <param name="isListening">
    /// Whether connections are accepted immediately. Otherwise, they are refused until <see cref="Listen"/>.
    /// </param>
    public FaultRelay(IPEndPoint target, TimeProvider clock, bool isListening = true)
    {
        Target = target;
        Clock = clock;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;
        if (isListening) Listen();
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Gets or sets the destination of new connections.</summary>
    public IPEndPoint Target { get; set; }

    public TimeProvider Clock { get; }

    /// <summary>Gets or sets the delay of a block of data or of a single octet.</summary>
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many blocks from the server pass unchanged at the start of each connection.</summary>
    public int Unharmed { get; set; }

    /// <summary>Gets or sets the maximum number of octets that are sent one by one. It limits how far the clock advances.</summary>
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

    /// <summary>Gets the number of accepted connections.</summary>
    public int Connections => Volatile.Read(ref _count);

    /// <summary>Gets the number of connections so far on which a client waits for data that never arrives.</summary>
    public int Stuck => Volatile.Read(ref _stuck);

    /// <summary>Gets the number of octets that were sent one by one.</summary>
    public int Dripped => Volatile.Read(ref _dripped);

    /// <summary>Gets the number of open connections.</summary>
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
                // The test has finished.
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
