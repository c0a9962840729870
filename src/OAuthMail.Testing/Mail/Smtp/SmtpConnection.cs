using System.Globalization;

namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>
/// Implements an SMTP connection: the commands that are valid in each state, and the session commands (RFC 5321 section
/// 4.1).
/// </summary>
internal sealed class SmtpConnection(SmtpTestServer server, LineChannel channel, MailTranscript transcript)
    : MailServerConnection(server, channel, transcript)
{
    // STARTTLS and AUTH are extensions, which HELO does not enable (RFC 5321 section 2.2.1).
    private const string EhloFirst = "503 5.5.1 Say EHLO first";

    private readonly SmtpTransaction _transaction = new();
    private bool _greeted;
    private bool _extended;
    private int _taken;
    private string? _passwordUser;

    public new SmtpTestServerOptions Options => server.Options;

    /// <summary>Gets a value that indicates whether the client may send messages.</summary>
    private bool MaySend =>
        Mailbox is not null || _passwordUser is not null || (Options.AllowWithoutLogin && IsEncrypted);

    protected override string TimeoutText => SmtpReplies.TimedOut;

    public override bool AcceptsExcessLogins => Options.RejectExcessConnectionsAtMail;

    public override TokenRejection? CheckLifetime(string token) =>
        server.Checker.GetRemainingLifetime(token) < Options.MinimumTokenLifetime
            ? new TokenRejection { Challenge = false, Text = SmtpReplies.TokenWillExpireSoon }
            : null;

    public override Task SendContinuationAsync(string base64, CancellationToken cancellationToken) =>
        SendAsync("334 " + base64, cancellationToken);

    protected override Task GreetAsync(CancellationToken cancellationToken) =>
        SendAsync($"220 {Options.Host} ESMTP ready", cancellationToken);

    protected override async Task HandleNextAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(Math.Max(Options.AuthLineLimit, Options.CommandLineLimit), cancellationToken).ConfigureAwait(false);
        Transcript.Add(TranscriptSide.Client, Redaction.Command(line.Text, verbAt: 0));
        var blank = line.Text.IndexOf(' ', StringComparison.Ordinal);
        var verb = (blank < 0 ? line.Text : line.Text[..blank]).ToUpperInvariant();
        var rest = blank < 0 ? "" : line.Text[(blank + 1)..];
        var limit = verb == "AUTH" ? Options.AuthLineLimit : Options.CommandLineLimit;
        if (line.TooLong || line.Length > limit)
        {
            await SendAsync(
                verb == "AUTH" ? "500 5.5.6 Authentication exchange line is too long" : "500 5.5.2 Line too long", cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        if (line.BareLineFeed)
        {
            await SendAsync("500 5.5.2 A line ends with CR LF", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await FaultAsync(verb, cancellationToken).ConfigureAwait(false)) return;
        await DispatchAsync(verb, rest, cancellationToken).ConfigureAwait(false);
    }

    private Task DispatchAsync(string verb, string rest, CancellationToken cancellationToken) => verb switch
    {
        "EHLO" or "HELO" => HelloAsync(verb == "EHLO", rest, cancellationToken),
        "NOOP" => SendAsync("250 2.0.0 OK", cancellationToken),
        "QUIT" => QuitAsync(cancellationToken),
        "RSET" => ResetAsync(cancellationToken),
        "HELP" => SendAsync("214 2.0.0 EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP QUIT", cancellationToken),
        "STARTTLS" => StartTlsAsync(rest, cancellationToken),
        "AUTH" => AuthAsync(rest, cancellationToken),
        "VRFY" => SendAsync("252 2.1.5 Send some mail, it will be tried", cancellationToken),
        "EXPN" => SendAsync("502 5.5.1 Command not implemented", cancellationToken),
        "MAIL" or "RCPT" or "DATA" when !MaySend => SendAsync(NotAuthenticated(), cancellationToken),
        "MAIL" when !_greeted => SendAsync(EhloFirst, cancellationToken),
        "MAIL" => MailAsync(rest, cancellationToken),
        "RCPT" => SendAsync(_transaction.Recipient(rest, Store, Options), cancellationToken),
        "DATA" => DataAsync(rest, cancellationToken),
        _ => SendAsync("500 5.5.1 Command unrecognized", cancellationToken),
    };

    private string NotAuthenticated() =>
        !IsEncrypted ? "530 5.7.0 Must issue a STARTTLS command first"
        : Options.Dialect == MailDialect.Exchange ? "530 5.7.57 Client not authenticated to send mail."
        : "530 5.7.0 Authentication required";

    private Task HelloAsync(bool extended, string name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name)) return SendAsync("501 5.5.4 Say your name", cancellationToken);
        _transaction.Clear();
        _greeted = true;
        _extended = extended;
        if (!extended) return SendAsync($"250 {Options.Host}", cancellationToken);

        var lines = new List<string> { $"{Options.Host} greets {name}" };
        if (Options.OfferPipelining) lines.Add("PIPELINING");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"SIZE {Options.MaxMessageSize}"));
        lines.Add("8BITMIME");
        lines.Add("ENHANCEDSTATUSCODES");
        if (Options.OffersSmtpUtf8) lines.Add("SMTPUTF8");
        if (!IsEncrypted) lines.Add("STARTTLS");
        else if (OfferedMechanisms() is { Count: > 0 } mechanisms) lines.Add("AUTH " + string.Join(' ', mechanisms));
        return SendAsync(
            string.Join("\r\n", lines.Select((line, i) => (i == lines.Count - 1 ? "250 " : "250-") + line)), cancellationToken);
    }

    private IReadOnlyList<string> OfferedMechanisms() =>
        Options.Passwords.Count == 0 ? Options.OfferedMechanisms : [.. Options.OfferedMechanisms, "PLAIN", "LOGIN"];

    private async Task QuitAsync(CancellationToken cancellationToken)
    {
        LeaveMailbox();
        await SendAsync("221 2.0.0 Goodbye", cancellationToken).ConfigureAwait(false);
        throw new ConnectionClosedException("QUIT", cut: false);
    }

    private Task ResetAsync(CancellationToken cancellationToken)
    {
        _transaction.Clear();
        return SendAsync("250 2.0.0 OK", cancellationToken);
    }

    /// <summary>
    /// Starts TLS. The session starts again afterwards, and the client must send EHLO again (RFC 3207).
    /// </summary>
    private async Task StartTlsAsync(string rest, CancellationToken cancellationToken)
    {
        if (IsEncrypted)
        {
            await SendAsync("503 5.5.1 TLS is active already", cancellationToken).ConfigureAwait(false);
        }
        else if (rest.Length > 0)
        {
            await SendAsync("501 5.5.4 STARTTLS takes no parameter", cancellationToken).ConfigureAwait(false);
        }
        else if (!_extended)
        {
            await SendAsync(EhloFirst, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _greeted = false;
            _extended = false;
            _transaction.Clear();
            await UpgradeAsync("220 2.0.0 Ready to start TLS", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Implements RFC 4954 section 4.</summary>
    private async Task AuthAsync(string rest, CancellationToken cancellationToken)
    {
        var words = rest.Split(' ');
        var mechanism = words[0].ToUpperInvariant();
        var problem = FindAuthProblem(words, mechanism);
        if (problem is not null)
        {
            await SendAsync(problem, cancellationToken).ConfigureAwait(false);
            return;
        }

        var initial = words.Length == 2 ? words[1] : null;
        var (result, rejection) = PasswordExchange.Supports(mechanism)
            ? await LogInWithPasswordAsync(mechanism, initial, cancellationToken).ConfigureAwait(false)
            : await AuthenticateAsync(mechanism, initial, cancellationToken).ConfigureAwait(false);
        switch (result)
        {
            case SaslResult.Accepted:
                await SendAsync("235 2.7.0 Authentication successful", cancellationToken).ConfigureAwait(false);
                await FaultAsync(MailStage.AuthEnd, cancellationToken).ConfigureAwait(false);
                break;
            case SaslResult.Rejected:
                await SendRejectionAsync(rejection, cancellationToken).ConfigureAwait(false);
                break;
            case SaslResult.TooManyConnections:
                await SendAsync(SmtpReplies.TooManyConnections, cancellationToken).ConfigureAwait(false);
                break;
            case SaslResult.Cancelled:
                await SendAsync("501 5.7.0 Authentication cancelled", cancellationToken).ConfigureAwait(false);
                break;
            case SaslResult.NotBase64:
                await SendAsync("501 5.5.2 Cannot decode the response", cancellationToken).ConfigureAwait(false);
                break;
            case SaslResult.LineTooLong:
                await SendAsync("500 5.5.6 Authentication exchange line is too long", cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task<(SaslResult Result, TokenRejection Rejection)> LogInWithPasswordAsync(
        string mechanism, string? initial, CancellationToken cancellationToken)
    {
        var login = new SaslLogin(mechanism, initial is not null);
        Transcript.Add(login);
        var result = await FaultAsync(MailStage.AuthBegin, cancellationToken).ConfigureAwait(false)
            ? SaslResult.Replaced
            : await new PasswordExchange(this, login).RunAsync(initial, cancellationToken).ConfigureAwait(false);
        if (result == SaslResult.Accepted) _passwordUser = login.User;
        server.Count(result);
        return (result, new TokenRejection());
    }

    private string? FindAuthProblem(string[] words, string mechanism)
    {
        var exchange = Options.Dialect == MailDialect.Exchange;
        if (!IsEncrypted)
            return exchange ? "504 5.7.4 Unrecognized authentication type" : "530 5.7.0 Must issue a STARTTLS command first";
        if (!_extended) return EhloFirst;
        if (Mailbox is not null || _passwordUser is not null) return "503 5.5.1 Already authenticated";
        if (_transaction.IsOpen) return "503 5.5.1 AUTH is not permitted during a mail transaction";
        if (mechanism.Length == 0 || words.Length > 2) return "501 5.5.4 AUTH mechanism [initial-response]";
        if (Offers(mechanism) || (Options.Passwords.Count > 0 && PasswordExchange.Supports(mechanism))) return null;
        return exchange ? "504 5.7.4 Unrecognized authentication type" : "504 5.5.4 Unrecognized authentication type";
    }

    private async Task MailAsync(string rest, CancellationToken cancellationToken)
    {
        if (_transaction.IsOpen || HasRoom || Mailbox is null || TryEnter(Mailbox))
        {
            if (_taken >= Options.MaxMessagesPerConnection)
                await CloseAsync(SmtpReplies.ConnectionUsedUp, cancellationToken).ConfigureAwait(false);
            var reply = _transaction.Mail(rest, Mailbox, Options);
            var begun = reply.StartsWith("250", StringComparison.Ordinal);
            var user = Mailbox?.Address ?? _passwordUser ?? "";
            if (begun && !server.Submissions.TryBegin(user, Options.MaxMessagesPerMinute, Options.TimeProvider.GetUtcNow()))
                await CloseAsync(SmtpReplies.TooManyMessages, cancellationToken).ConfigureAwait(false);
            await SendAsync(reply, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await SendAsync(SmtpReplies.TooManyConnections, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(string finalReply, CancellationToken cancellationToken)
    {
        LeaveMailbox();
        await SendAsync(finalReply, cancellationToken).ConfigureAwait(false);
        throw new ConnectionClosedException("a limit was reached", cut: false);
    }

    private async Task DataAsync(string rest, CancellationToken cancellationToken)
    {
        if (rest.Length > 0)
        {
            await SendAsync("501 5.5.4 DATA takes no parameter", cancellationToken).ConfigureAwait(false);
        }
        else if (!_transaction.HasRecipients)
        {
            await SendAsync(_transaction.IsOpen ? "554 5.5.1 No valid recipients" : "503 5.5.1 Say MAIL first", cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            await SendAsync("354 Go ahead, end with a dot on a line of its own", cancellationToken).ConfigureAwait(false);
            var message = await new SmtpDataReader(Channel, this).ReadAsync(cancellationToken).ConfigureAwait(false);
            await FinishAsync(message, cancellationToken).ConfigureAwait(false);
            _transaction.Clear();
        }
    }

    private async Task FinishAsync(byte[]? message, CancellationToken cancellationToken)
    {
        if (await FaultAsync(MailStage.DataEnd, cancellationToken).ConfigureAwait(false)) return;
        if (message is null)
        {
            await SendAsync(
                Options.Dialect == MailDialect.Exchange
                    ? "554 5.2.270 Message exceeds the size limit"
                    : "552 5.3.4 Message size exceeds the limit",
                cancellationToken).ConfigureAwait(false);
            return;
        }

        _transaction.Deliver(message, Options);
        _taken++;
        if (await FaultAsync(MailStage.DataTaken, cancellationToken).ConfigureAwait(false)) return;

        // Not canceled when the server stops: the client would receive the final reply 421 instead, and send the message again.
        await SendAsync(
            string.Create(CultureInfo.InvariantCulture, $"250 2.0.0 OK, queued as {Store.NextQueueNumber()}"), CancellationToken.None)
            .ConfigureAwait(false);
    }
}
