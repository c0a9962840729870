using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace OAuthMail.Testing.Mail;

/// <summary>
/// Implements the common part of a connection in all protocols: greeting, TLS, commands, login, faults and closing.
/// </summary>
internal abstract class MailServerConnection(MailTestServer server, LineChannel channel, MailTranscript transcript)
{
    private string? _entered;

    public MailTestServer Server => server;

    public MailTestServerOptions Options => server.Options;

    public MailFaults Faults => server.Faults;

    public MailboxStore Store => server.Store;

    public MailTranscript Transcript => transcript;

    /// <summary>Gets the mailbox of the logged-in user, or <see langword="null"/> before the login.</summary>
    public TestMailbox? Mailbox { get; private set; }

    /// <summary>
    /// Gets a value that indicates whether a connection above the limit of the mailbox may log in and is rejected
    /// later.
    /// </summary>
    public virtual bool AcceptsExcessLogins => false;

    /// <summary>
    /// Returns the rejection of a valid token that expires too soon, or <see langword="null"/> if its lifetime is
    /// sufficient.
    /// </summary>
    public virtual TokenRejection? CheckLifetime(string token) => null;

    /// <summary>Returns whether the time since the last login to the mailbox is sufficient.</summary>
    public virtual bool MayLogIn(TestMailbox mailbox) => true;

    /// <summary>Gets a value that indicates whether this connection is within the limit of the mailbox.</summary>
    protected bool HasRoom => _entered is not null;

    protected bool IsEncrypted => channel.IsEncrypted;

    protected LineChannel Channel => channel;

    /// <summary>Gets a value that indicates whether SASL mechanisms are offered in the present state.</summary>
    protected bool OffersAuthentication => IsEncrypted && Mailbox is null && Options.OfferedMechanisms.Count > 0;

    /// <summary>Gets the reply to a client that exceeds the time-out, or <see langword="null"/> for no reply.</summary>
    protected abstract string? TimeoutText { get; }

    public abstract Task SendContinuationAsync(string base64, CancellationToken cancellationToken);

    public async Task RunAsync(bool implicitTls, ConnectionShutdown end)
    {
        var cancellationToken = end.Ending;
        try
        {
            if (implicitTls) await SecureAsync(cancellationToken).ConfigureAwait(false);
            if (!await FaultAsync(MailStage.Greeting, cancellationToken).ConfigureAwait(false))
            {
                await GreetAsync(cancellationToken).ConfigureAwait(false);
                while (true) await HandleNextAsync(cancellationToken).ConfigureAwait(false);
            }

            throw new ConnectionClosedException("a fault replaced the greeting", cut: false);
        }
        catch (ConnectionClosedException e)
        {
            transcript.Add(TranscriptSide.Event, "connection closed: " + e.Message);
            LeaveMailbox();
            if (!e.IsCut) await channel.ShutdownAsync().ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            transcript.Add(TranscriptSide.Event, "time-out: " + e.Message);
            LeaveMailbox();
            await SendFinalReplyAsync(TimeoutText, end.Cutting).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsGraceful)
        {
            transcript.Add(TranscriptSide.Event, "the server closes the connection");
            LeaveMailbox();
            await SendFinalReplyAsync(end.FinalReply, end.Cutting).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            transcript.Add(TranscriptSide.Event, "connection failed: " + e.Message);
        }
        finally
        {
            OnEnded();
            LeaveMailbox();
            await channel.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async Task<ReceivedLine> ReadLineAsync(int limit, CancellationToken cancellationToken) =>
        await channel.ReadLineAsync(limit, lenient: true, cancellationToken).ConfigureAwait(false)
        ?? throw new ConnectionClosedException("the client disconnected", cut: true);

    /// <summary>Sends a reply of one or more lines. The text does not end with CR LF.</summary>
    public Task SendAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var line in text.Split("\r\n")) transcript.Add(TranscriptSide.Server, line);
        return channel.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), cancellationToken);
    }

    public Task<bool> FaultAsync(MailStage stage, CancellationToken cancellationToken) =>
        ApplyAsync(Faults.Take(stage), cancellationToken);

    public bool TryEnter(TestMailbox mailbox)
    {
        if (!server.TryEnter(mailbox.Address)) return false;
        _entered = mailbox.Address;
        return true;
    }

    /// <summary>
    /// Releases the place of this connection in the limit of the mailbox. It must be released before the client can
    /// notice the end of the connection, because the client may connect again at once.
    /// </summary>
    protected void LeaveMailbox()
    {
        if (_entered is not null) server.Leave(_entered);
        _entered = null;
    }

    protected abstract Task GreetAsync(CancellationToken cancellationToken);

    /// <summary>Reads one command and answers it.</summary>
    protected abstract Task HandleNextAsync(CancellationToken cancellationToken);

    /// <summary>Converts the text of a fault to a reply of the protocol.</summary>
    protected virtual string FormatFault(string text) => text;

    protected virtual void OnEnded()
    {
    }

    /// <summary>Applies the fault of a command.</summary>
    /// <returns><see langword="true"/> if the fault has answered the command.</returns>
    protected Task<bool> FaultAsync(string command, CancellationToken cancellationToken) =>
        ApplyAsync(Faults.Take(command), cancellationToken);

    protected async Task SecureAsync(CancellationToken cancellationToken)
    {
        var discarded = await channel.StartTlsAsync(server.CurrentCertificate, cancellationToken).ConfigureAwait(false);
        var note = discarded == 0 ? "" : ", discarded before it: " + Redaction.Length(discarded);
        transcript.Add(TranscriptSide.Event, "TLS" + note);
    }

    /// <summary>
    /// Confirms STARTTLS or STLS, with the injected line of the test if there is one, and starts TLS.
    /// </summary>
    protected async Task UpgradeAsync(string confirmation, CancellationToken cancellationToken)
    {
        // Both lines are written at once, so that the injected line arrives in the same segment.
        await SendAsync(Faults.InjectedBeforeTls is { } injected ? confirmation + "\r\n" + injected : confirmation, cancellationToken)
            .ConfigureAwait(false);
        await SecureAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a SASL exchange. The caller sends the reply to its result.</summary>
    protected async Task<(SaslResult Result, TokenRejection Rejection)> AuthenticateAsync(
        string mechanism, string? initial, CancellationToken cancellationToken)
    {
        var login = new SaslLogin(mechanism, initial is not null);
        transcript.Add(login);
        var exchange = new SaslExchange(this, login);
        var result = await exchange.RunAsync(initial, cancellationToken).ConfigureAwait(false);
        if (result == SaslResult.Accepted) Mailbox = exchange.Mailbox;
        server.Count(result);
        return (result, exchange.Rejection);
    }

    /// <summary>
    /// Sends the reply to a rejected login: the reply of the dialect or of the test. Closes the connection if the test
    /// requires it.
    /// </summary>
    protected async Task SendRejectionAsync(TokenRejection rejection, CancellationToken cancellationToken)
    {
        var text = rejection.Text ?? RejectionTexts.Failure(server.Protocol, Options.Dialect);
        await SendAsync(FormatFault(text), cancellationToken).ConfigureAwait(false);
        if (rejection.Closes) throw new ConnectionClosedException("after a rejected token", cut: false);
    }

    protected bool Offers(string mechanism) =>
        mechanism is "XOAUTH2" or "OAUTHBEARER" && Options.OfferedMechanisms.Contains(mechanism, StringComparer.OrdinalIgnoreCase);

    private async Task<bool> ApplyAsync(MailFault? fault, CancellationToken cancellationToken)
    {
        if (fault is null) return false;
        if (fault.Gate is { } gate)
        {
            await gate.PassAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }

        if (fault.Text is { } text) await SendAsync(FormatFault(text), cancellationToken).ConfigureAwait(false);
        if (fault.Closes) throw new ConnectionClosedException("a fault closed the connection", cut: fault.Text is null);
        return true;
    }

    private async Task SendFinalReplyAsync(string? text, CancellationToken cancellationToken)
    {
        try
        {
            if (text is not null) await SendAsync(text, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException or InvalidOperationException)
        {
            transcript.Add(TranscriptSide.Event, string.Create(CultureInfo.InvariantCulture, $"no final reply: {e.GetType().Name}"));
        }

        await channel.ShutdownAsync().ConfigureAwait(false);
    }
}
