using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// A mail server that sends the exact octets of a script and expects the script's commands. The first deviation of a client fails the
/// test in <see cref="Verify"/> or when the peer is disposed.
/// </summary>
internal sealed class ScriptedMailPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly MailPeerScript[] _scripts;
    private readonly bool _implicitTls;
    private readonly TestCertificateAuthority? _authority;
    private readonly List<ScriptedMailConnection> _connections = [];
    private readonly Task _serving;
    private string? _deviation;
    private string? _unfinished;

    /// <param name="tls">The TLS mode.</param>
    /// <param name="authority">The issuer of the server's certificate, or <see langword="null"/> for a peer without TLS.</param>
    /// <param name="scripts">The scripts of the connections in order. The last one is also used for all further connections.</param>
    public ScriptedMailPeer(TlsMode tls, TestCertificateAuthority? authority, params MailPeerScript[] scripts)
    {
        _implicitTls = tls == TlsMode.Implicit && authority is not null;
        _authority = authority;
        _scripts = scripts.Length == 0 ? [new MailPeerScript()] : scripts;
        _listener.Start();
        Endpoint = new MailEndpoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, tls);
        _serving = ServeAsync();
    }

    public MailEndpoint Endpoint { get; }

    /// <summary>Gets all data from clients after decryption.</summary>
    public MemoryStream Received { get; } = new();

    /// <summary>Gets the connections so far.</summary>
    public IReadOnlyList<ScriptedMailConnection> Connections
    {
        get
        {
            lock (_connections) return [.. _connections];
        }
    }

    /// <summary>Throws if a client deviated from its script or closed the connection before the end of it.</summary>
    public void Verify()
    {
        if ((_deviation ?? _unfinished) is { } failure) throw new DeviationException(failure);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
        // Only Verify reports a closed connection: a test that fails for another reason also closes its connections.
        if (_deviation is not null) throw new DeviationException(_deviation);
    }

    private async Task ServeAsync()
    {
        for (var number = 1; !_stop.IsCancellationRequested; number++)
        {
            try
            {
                await using var connection = new ScriptedMailConnection(
                    await _listener.AcceptSocketAsync(_stop.Token), _authority, Received);
                lock (_connections) _connections.Add(connection);
                await PlayAsync(number, connection, _scripts[Math.Min(number, _scripts.Length) - 1]);
            }
            catch (Exception e) when (
                e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or AuthenticationException
                    || (e is InvalidOperationException && _stop.IsCancellationRequested))
            {
                // The client, the script or the test has closed the connection.
            }
        }
    }

    private async Task PlayAsync(int number, ScriptedMailConnection connection, MailPeerScript script)
    {
        var step = "TLS";
        try
        {
            if (_implicitTls) await connection.StartTlsAsync(_stop.Token);
            for (var i = 0; i < script.Steps.Count; i++)
            {
                step = $"step {i + 1}, {script.Steps[i].Name}";
                await script.Steps[i].RunAsync(connection, _stop.Token);
            }
        }
        catch (DeviationException e)
        {
            _deviation ??= $"Connection {number}, {step}: {e.Message}";
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _unfinished ??= $"Connection {number}, {step}: {e.Message}";
            throw;
        }

        while (true) await connection.ReadAnythingAsync(_stop.Token);
    }
}
