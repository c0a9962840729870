using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;
using OAuthMail.Testing.Mail.Sasl;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Mail;

/// <summary>
/// A mail server in this process, on two random ports of the loopback interface: one that begins with TLS, one that is upgraded. It
/// listens from its construction until it is disposed, and then leaves nothing running.
/// </summary>
public abstract class MailTestServer : IDisposable, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Task> _open = new();
    private readonly ConcurrentDictionary<int, CancellationTokenSource> _cuts = new();
    private readonly Queue<MailTranscript> _transcripts = new();
    private readonly Dictionary<string, int> _sessions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly List<(Socket Listener, Task Loop)> _listeners = [];
    private readonly X509Certificate2 _ownCertificate;
    private int _connections;
    private int _accepted;
    private int _refused;
    private int _disposed;

    private protected MailTestServer(
        MailProtocol protocol, MailboxStore store, IAccessTokenChecker checker, TestCertificateAuthority authority, MailTestServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(checker);
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(options);
        Protocol = protocol;
        Store = store;
        Checker = checker;
        Options = options;
        _ownCertificate = authority.IssueServerCertificate([.. new[] { options.Host, "localhost", "127.0.0.1" }.Distinct(StringComparer.OrdinalIgnoreCase)]);
        ImplicitTls = Listen(TlsMode.Implicit);
        StartTls = Listen(TlsMode.StartTls);
    }

    /// <summary>The protocol that it speaks.</summary>
    public MailProtocol Protocol { get; }

    /// <summary>Where connections begin with TLS.</summary>
    public MailEndpoint ImplicitTls { get; }

    /// <summary>Where connections begin in clear and are upgraded with STARTTLS or STLS.</summary>
    public MailEndpoint StartTls { get; }

    /// <summary>The mailboxes that it serves.</summary>
    public MailboxStore Store { get; }

    /// <summary>What goes wrong, on demand.</summary>
    public MailFaults Faults { get; } = new();

    /// <summary>How many connections have been made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => _open.Count;

    /// <summary>How many logins have succeeded so far.</summary>
    public int AcceptedLogins => Volatile.Read(ref _accepted);

    /// <summary>How many tokens have been refused so far, good or not.</summary>
    public int RefusedLogins => Volatile.Read(ref _refused);

    /// <summary>What was said, a connection each, in the order of the connections; no more than <see cref="MailTestServerOptions.TranscriptLimit"/>.</summary>
    public IReadOnlyList<MailTranscript> Transcripts
    {
        get
        {
            lock (_gate) return [.. _transcripts];
        }
    }

    /// <summary>All attempts to log in that are in the <see cref="Transcripts"/>.</summary>
    public IReadOnlyList<SaslLogin> Logins => [.. Transcripts.SelectMany(t => t.Logins)];

    internal IAccessTokenChecker Checker { get; }

    internal MailTestServerOptions Options { get; }

    internal X509Certificate2 CurrentCertificate => Options.Certificate ?? _ownCertificate;

    /// <summary>Where it listens.</summary>
    /// <param name="tls">How TLS begins.</param>
    /// <returns>The endpoint.</returns>
    public MailEndpoint Endpoint(TlsMode tls) => tls == TlsMode.Implicit ? ImplicitTls : StartTls;

    /// <summary>Cuts all connections that are open; new ones can be made.</summary>
    public void CutConnections()
    {
        foreach (var cut in _cuts.Values)
        {
            try
            {
                cut.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended in this moment.
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // On a thread of the pool: nothing here needs the caller's context, and it may be one that is being blocked.
        Task.Run(StopAsync).GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    private protected abstract MailConnection CreateConnection(LineChannel channel, MailTranscript transcript);

    internal bool TryEnter(string mailbox)
    {
        lock (_gate)
        {
            var open = _sessions.GetValueOrDefault(mailbox);
            if (open >= Faults.MaxConnectionsPerMailbox) return false;
            _sessions[mailbox] = open + 1;
            return true;
        }
    }

    internal void Leave(string mailbox)
    {
        lock (_gate) _sessions[mailbox]--;
    }

    internal void Count(SaslResult result)
    {
        if (result == SaslResult.Accepted) Interlocked.Increment(ref _accepted);
        if (result == SaslResult.Refused) Interlocked.Increment(ref _refused);
    }

    private MailEndpoint Listen(TlsMode tls)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        _listeners.Add((listener, AcceptAllAsync(listener, tls)));
        return new MailEndpoint(Options.Host, ((IPEndPoint)listener.LocalEndPoint!).Port, tls);
    }

    private async Task AcceptAllAsync(Socket listener, TlsMode tls)
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(_stop.Token).ConfigureAwait(false), tls);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }

    private void Serve(Socket socket, TlsMode tls)
    {
        socket.NoDelay = true;
        int number;
        MailTranscript transcript;
        lock (_gate)
        {
            number = ++_connections;
            transcript = new MailTranscript(number);
            _transcripts.Enqueue(transcript);
            while (_transcripts.Count > Options.TranscriptLimit) _transcripts.Dequeue();
        }

        var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _cuts[number] = cut;
        var connection = CreateConnection(new LineChannel(socket, Options.IdleTimeout, Options.TimeProvider), transcript);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[number] = RunAsync();
        begin.SetResult();

        async Task RunAsync()
        {
            await begin.Task.ConfigureAwait(false);
            try
            {
                await connection.RunAsync(tls == TlsMode.Implicit, cut.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // An error of this server: the test that reads the transcript shall see it, the process shall not end for it.
                transcript.Add(TranscriptSide.Event, "the server failed: " + e);
            }
            finally
            {
                _cuts.TryRemove(number, out _);
                cut.Dispose();
                _open.TryRemove(number, out _);
            }
        }
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var (listener, loop) in _listeners)
        {
            listener.Dispose();
            await loop.ConfigureAwait(false);
        }

        await Task.WhenAll(_open.Values).ConfigureAwait(false);
        _ownCertificate.Dispose();
        _stop.Dispose();
    }
}
