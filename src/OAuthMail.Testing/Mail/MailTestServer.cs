using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Hosting;
using OAuthMail.Testing.Mail;

namespace OAuthMail.Testing;

/// <summary>
/// Represents a mail server in the current process, on two ports of IPv4 and IPv6: one with implicit TLS and one with
/// STARTTLS or STLS. It listens from its construction until it is disposed.
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
    private readonly X509Certificate2? _ownCertificate;
    private int _connections;
    private int _accepted;
    private int _rejected;
    private int _disposed;
    private bool _paused;

    private protected MailTestServer(
        MailProtocol protocol,
        MailboxStore store,
        IAccessTokenChecker checker,
        TestCertificateAuthority authority,
        MailTestServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(checker);
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(options);
        Protocol = protocol;
        Store = store;
        Checker = checker;
        Options = options;
        if (options.Shared?.Covers(options.Host) != true)
        {
            _ownCertificate = authority.IssueServerCertificate(
                [.. SharedSettings.LocalNames.Prepend(options.Host).Distinct(StringComparer.OrdinalIgnoreCase)]);
        }

        try
        {
            ImplicitTls = Listen(TlsMode.Implicit, options.ImplicitTlsPort);
            StartTls = Listen(TlsMode.StartTls, options.StartTlsPort);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the protocol.</summary>
    public MailProtocol Protocol { get; }

    /// <summary>Gets the endpoint with implicit TLS.</summary>
    public MailEndpoint ImplicitTls { get; }

    /// <summary>Gets the endpoint that upgrades connections with STARTTLS or STLS.</summary>
    public MailEndpoint StartTls { get; }

    /// <summary>Gets the mailboxes.</summary>
    public MailboxStore Store { get; }

    /// <summary>Gets the scheduled faults.</summary>
    public MailFaults Faults { get; } = new();

    /// <summary>Gets the number of connections made so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Gets the number of open connections.</summary>
    public int OpenConnections => _open.Count;

    /// <summary>Gets the number of successful logins so far.</summary>
    public int AcceptedLogins => Volatile.Read(ref _accepted);

    /// <summary>Gets the number of rejected tokens so far, valid or not.</summary>
    public int RejectedLogins => Volatile.Read(ref _rejected);

    /// <summary>
    /// Gets the transcripts of the connections, in the order in which they were opened. At most
    /// <see cref="MailTestServerOptions.TranscriptLimit"/> are kept.
    /// </summary>
    public IReadOnlyList<MailTranscript> Transcripts
    {
        get
        {
            lock (_gate) return [.. _transcripts];
        }
    }

    /// <summary>Gets the login attempts in the <see cref="Transcripts"/>.</summary>
    public IReadOnlyList<SaslLogin> Logins => [.. Transcripts.SelectMany(t => t.Logins)];

    internal IAccessTokenChecker Checker { get; }

    internal MailTestServerOptions Options { get; }

    internal X509Certificate2 CurrentCertificate => Options.Certificate ?? _ownCertificate ?? Options.Shared!.Certificate;

    /// <summary>Returns an endpoint.</summary>
    /// <param name="tls">Specifies how TLS starts.</param>
    /// <returns>The endpoint.</returns>
    public MailEndpoint Endpoint(TlsMode tls) => tls == TlsMode.Implicit ? ImplicitTls : StartTls;

    /// <summary>Closes all open connections without a reply. New connections are accepted.</summary>
    public void CutConnections()
    {
        foreach (var end in _ends.Values) end.Cut();
    }

    /// <summary>
    /// Closes all open connections in an orderly way, whatever their state is, including IDLE. New connections are
    /// accepted. The method does not wait until the connections are closed.
    /// </summary>
    /// <param name="finalReply">
    /// The reply that is sent before closing, without CR LF at the end, such as <c>421 4.4.2 …</c>, <c>* BYE …</c> or
    /// <c>-ERR …</c>, or <see langword="null"/> for none. It is not sent during a TLS handshake.
    /// </param>
    public void CloseConnections(string? finalReply = null)
    {
        foreach (var end in _ends.Values) end.Close(finalReply);
    }

    /// <summary>
    /// Stops the server: both ports refuse connections, and open connections are closed. The ports stay reserved. The
    /// method does nothing if the server is already paused.
    /// </summary>
    /// <param name="finalReply">
    /// The final reply, as for <see cref="CloseConnections"/>, or <see langword="null"/> to cut open connections.
    /// </param>
    /// <param name="cancellationToken">Cuts the connections that are still open.</param>
    /// <returns>A task that completes when all connections are closed.</returns>
    /// <exception cref="SocketException">Another process took a port while it was being rebound.</exception>
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

            // A client that does not read cannot receive the final reply and must not block the others.
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

    /// <summary>
    /// Starts the server again on the same ports. The method does nothing if the server is not paused.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait for a <see cref="PauseAsync"/> call in progress.</param>
    /// <returns>A task that completes when connections are accepted again.</returns>
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
        // Runs on the thread pool, because the caller's synchronization context may be blocked.
        Task.Run(StopAsync).GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Gets the maximum number of connections for one mailbox at the same time, or <see langword="null"/> for no limit.
    /// </summary>
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
        if (result == SaslResult.Rejected) Interlocked.Increment(ref _rejected);
    }

    private MailEndpoint Listen(TlsMode tls, int port)
    {
        var listener = new MailListener(socket => Serve(socket, tls), port, Options.Shared?.ExternalHost is not null);
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
        var connection =
            CreateConnection(new LineChannel(socket, Options.IdleTimeout, Options.TimeProvider, transcript, end.Cutting), transcript);
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
                // An unexpected error of this server appears in the transcript and does not terminate the process.
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
        _ownCertificate?.Dispose();
        _listening.Dispose();
        _stop.Dispose();
    }
}
