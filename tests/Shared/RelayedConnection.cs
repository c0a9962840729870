using System.Net.Sockets;

namespace OAuthMail.Tests.Shared;

/// <summary>One connection through a <see cref="FaultRelay"/>.</summary>
internal sealed class RelayedConnection(FaultRelay relay, Socket client) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _ended = new();
    private bool _isStuck;
    private int _pieces;
    private int _drops;

    /// <summary>Forwards octets in both directions until one side or the test closes the connection.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            client.NoDelay = true;
            if (relay.Unharmed == 0) Apply(relay.Fault);
            if (relay.Fault == WireFault.ClearText) await client.SendAsync("220 mail.example.com is here\r\n"u8.ToArray(), stop);
            else await _server.ConnectAsync(relay.Target, stop);
            var down = relay.Fault == WireFault.ClearText ? Task.CompletedTask : PumpAsync(_server, PassDownAsync, stop);
            await PumpAsync(client, PassUpAsync, stop);
            Dispose();
            await down;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client, the server, the test or the fault has closed the connection.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Applies faults that do not depend on data.</summary>
    public void Apply(WireFault fault)
    {
        try
        {
            if (fault == WireFault.HalfClose) client.Shutdown(SocketShutdown.Send);
            if (fault == WireFault.Reset) client.LingerState = new LingerOption(true, 0);
            if (fault is WireFault.Reset or WireFault.Close) Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection was already closed.
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        client.Dispose();
        _server.Dispose();
    }

    private static async Task PumpAsync(Socket from, Func<ReadOnlyMemory<byte>, CancellationToken, Task> pass, CancellationToken stop)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            for (int read; (read = await from.ReceiveAsync(buffer, stop)) > 0;) await pass(buffer.AsMemory(0, read), stop);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has closed the connection.
        }
    }

    private async Task PassUpAsync(ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        var isHarmed = relay.Fault == WireFault.Silence && Volatile.Read(ref _pieces) >= relay.Unharmed;
        if (!isHarmed) await SendAsync(_server, piece, stop);
        else if (!_isStuck)
        {
            _isStuck = true;
            relay.CountStuck();
        }
    }

    private async Task PassDownAsync(ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        var fault = Volatile.Read(ref _pieces) < relay.Unharmed ? WireFault.None : relay.Fault;
        switch (fault)
        {
            case WireFault.Silence:
                return;
            case WireFault.HalfClose or WireFault.Close or WireFault.Reset:
                Apply(fault);
                return;
            case WireFault.Garbage:
                await SendAsync(client, Noise(piece.Length), stop);
                return;
            case WireFault.Drip:
                await DripAsync(piece, stop);
                return;
            case WireFault.Delay:
                await WaitAsync(stop);
                break;
        }

        // The counter is changed before the client can respond to the data.
        Interlocked.Increment(ref _pieces);
        await SendAsync(client, piece, stop);
    }

    /// <summary>The clock is not advanced for a client that has closed the connection, so the delay must stop.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
        await Task.Delay(relay.Wait, relay.Clock, either.Token);
    }

    private async Task DripAsync(ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        for (; !piece.IsEmpty && relay.Fault == WireFault.Drip; piece = piece[1..])
        {
            if (_drops++ == relay.Drops) relay.CountStuck();
            if (_drops > relay.Drops) return;
            await WaitAsync(stop);
            await SendAsync(client, piece[..1], stop);
            relay.CountDrop();
        }

        await SendAsync(client, piece, stop);
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        while (!piece.IsEmpty) piece = piece[await to.SendAsync(piece, stop)..];
    }

    /// <summary>Returns pseudo-random octets with line ends, which are the same in every run.</summary>
    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        for (var i = 0; i < length; i++) noise[i] = i % 16 == 15 ? (byte)'\n' : (byte)(0x91 + i * 37 % 97);
        return noise;
    }
}
