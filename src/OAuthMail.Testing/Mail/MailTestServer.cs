using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Mail;
using OAuthMail.Testing.Mail.Sasl;

namespace OAuthMail.Testing;

/// <summary>
/// A mail server in this process, on two random ports of the loopback interface: one that begins with TLS, one that is upgraded. It
/// listens from its construction until it is disposed, and then leaves nothing running.
/// </summary>
public abstract class MailTestServer : IDisposable, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Task> _open = new();
    private readonly ConcurrentDictionary<int, ConnectionShutdown> _ends = new();
    private readonly Queue<MailTranscript> _transcripts = new();
    private readonly Dictionary<string, int> _sessions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private readonly List<MailListener> _listeners = [];
    private readonly SemaphoreSlim _listening = new(1, 1);
    private readonly X509Certificate2 _ownCertificate;
    private int _connections;
    private int _accepted;
    private int _refused;
    private int _disposed;
    private bool _paused;

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
    public int RejectedLogins => Volatile.Read(ref _refused);

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

    /// <summary>Cuts all connections that are open, without a word; new ones can be made.</summary>
    public void CutConnections()
    {
        foreach (var end in _ends.Values) end.Cut();
    }

    /// <summary>
    /// Closes all connections that are open in an orderly way, wherever they stand, in IDLE too; new ones can be made. Does not wait for the
    /// connections to end.
    /// </summary>
    /// <param name="finalReply">
    /// What each is told before, without CR LF at the end: <c>421 4.4.2 …</c>, <c>* BYE …</c>, <c>-ERR …</c>. Nothing if it is null. A connection
    /// amid its TLS handshake hears nothing.
    /// </param>
    public void CloseConnections(string? finalReply = null)
    {
        foreach (var end in _ends.Values) end.Close(finalReply);
    }

    /// <summary>
    /// Takes the server down: both ports refuse connections, and those that are open are closed. The ports stay the server's own. Does nothing to
    /// a server that is down already.
    /// </summary>
    /// <param name="finalReply">What open connections are told before, as for <see cref="CloseConnections"/>; they are cut if it is null.</param>
    /// <param name="cancellationToken">Cuts the connections that have not ended yet.</param>
    /// <returns>A task that ends when no connection is left.</returns>
    /// <exception cref="SocketException">A port was taken by another process in the moment in which it was given up.</exception>
    public async Task PauseAsync(string? finalReply = null, CancellationToken cancellationToken = default)
    {
        await _listening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            if (_paused) return;
            _paused = true;
            foreach (var listener in _listeners) await listener.CloseAsync().ConfigureAwait(false);
            if (finalReply is null) CutConnections();
            else CloseConnections(finalReply);

            // A client that does not read cannot be told anything, and holds nobody up.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            using var cutting = patience.Token.Register(CutConnections);
            await Task.WhenAll(_open.Values).ConfigureAwait(false);
        }
        finally
        {
            _listening.Release();
        }
    }

    /// <summary>Takes the server up again, on the ports that it had. Does nothing to a server that is up.</summary>
    /// <param name="cancellationToken">Ends the wait for a <see cref="PauseAsync"/> that is under way.</param>
    /// <returns>A task that ends when connections are taken again.</returns>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        await _listening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            if (!_paused) return;
            foreach (var listener in _listeners) listener.Open();
            _paused = false;
        }
        finally
        {
            _listening.Release();
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

    /// <summary>How many connections may be logged in to one mailbox at once; null for any number.</summary>
    private protected virtual int? MaxConnectionsPerMailbox => Faults.MaxConnectionsPerMailbox;

    private protected abstract MailServerConnection CreateConnection(LineChannel channel, MailTranscript transcript);

    internal bool TryEnter(string mailbox)
    {
        lock (_gate)
        {
            var open = _sessions.GetValueOrDefault(mailbox);
            if (open >= MaxConnectionsPerMailbox) return false;
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
        var listener = new MailListener(socket => Serve(socket, tls));
        _listeners.Add(listener);
        return new MailEndpoint(Options.Host, listener.Port, tls);
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

        var end = new ConnectionShutdown(_stop.Token);
        _ends[number] = end;
        var connection = CreateConnection(new LineChannel(socket, Options.IdleTimeout, Options.TimeProvider, transcript, end.Cutting), transcript);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[number] = RunAsync();
        begin.SetResult();

        async Task RunAsync()
        {
            await begin.Task.ConfigureAwait(false);
            try
            {
                await connection.RunAsync(tls == TlsMode.Implicit, end).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // An error of this server: the test that reads the transcript shall see it, the process shall not end for it.
                transcript.Add(TranscriptSide.Event, "the server failed: " + e);
            }
            finally
            {
                _ends.TryRemove(number, out _);
                end.Dispose();
                _open.TryRemove(number, out _);
            }
        }
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.WaitAsync().ConfigureAwait(false);
        foreach (var listener in _listeners) await listener.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_open.Values).ConfigureAwait(false);
        _ownCertificate.Dispose();
        _listening.Dispose();
        _stop.Dispose();
    }
}
