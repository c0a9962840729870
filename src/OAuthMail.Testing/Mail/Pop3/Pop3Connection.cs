using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Pop3;

/// <summary>
/// Implements a POP3 connection: the commands that are valid in each state, TLS and login (RFC 1939 section 4, RFC 2595
/// section 4, RFC 5034).
/// </summary>
internal sealed class Pop3Connection(Pop3TestServer server, LineChannel channel, MailTranscript transcript)
    : MailServerConnection(server, channel, transcript)
{
    private Pop3Maildrop? _maildrop;

    public new Pop3TestServerOptions Options => server.Options;

    // After a time-out, the server closes the connection without a reply and without the update (RFC 1939 section 3).
    protected override string? TimeoutText => null;

    public override bool MayLogIn(TestMailbox mailbox) =>
        server.LastLogins.MayBegin(mailbox.Address, Options.LoginDelay, Options.TimeProvider.GetUtcNow());

    public override Task SendContinuationAsync(string base64, CancellationToken cancellationToken) =>
        SendAsync("+ " + base64, cancellationToken);

    protected override Task GreetAsync(CancellationToken cancellationToken) =>
        SendAsync("+OK The test POP3 service is ready", cancellationToken);

    protected override async Task HandleNextAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(Options.CommandLineLimit, cancellationToken).ConfigureAwait(false);
        Transcript.Add(TranscriptSide.Client, Redaction.Command(line.Text, verbAt: 0));
        if (line.TooLong)
        {
            if (Options.Dialect == MailDialect.Exchange) await RejectAndCloseAsync(cancellationToken).ConfigureAwait(false);
            await SendAsync("-ERR The line is too long", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (line.BareLineFeed)
        {
            await SendAsync("-ERR A line ends with CR LF", cancellationToken).ConfigureAwait(false);
            return;
        }

        var words = line.Text.Split(' ');
        var verb = words[0].ToUpperInvariant();
        if (await FaultAsync(verb, cancellationToken).ConfigureAwait(false)) return;
        await DispatchAsync(verb, words[1..], cancellationToken).ConfigureAwait(false);
    }

    private Task DispatchAsync(string verb, string[] arguments, CancellationToken cancellationToken) => verb switch
    {
        "CAPA" => SendAsync(Capabilities(), cancellationToken),
        "QUIT" => QuitAsync(cancellationToken),
        "STLS" when _maildrop is null => StartTlsAsync(cancellationToken),
        "AUTH" when _maildrop is null => AuthAsync(arguments, cancellationToken),
        "UIDL" when !Options.OfferUidl => SendAsync("-ERR Unknown command.", cancellationToken),
        "USER" or "PASS" or "APOP" => SendAsync("-ERR Logon failure: unknown user name or bad password.", cancellationToken),
        _ when _maildrop is null => SendAsync("-ERR Command is not valid in this state.", cancellationToken),
        "RETR" or "TOP" => SendMessageAsync(_maildrop.Retrieve(verb, arguments, out var message), message, cancellationToken),
        _ => SendAsync(_maildrop.Answer(verb, arguments), cancellationToken),
    };

    private string Capabilities()
    {
        var lines = new List<string> { "+OK", "TOP" };
        if (Options.OfferUidl) lines.Add("UIDL");
        lines.AddRange(["PIPELINING", "RESP-CODES", "AUTH-RESP-CODE"]);
        if (Options.LoginDelay is { } delay)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"LOGIN-DELAY {(long)delay.TotalSeconds}"));
        if (!IsEncrypted) lines.Add("STLS");
        // CAPA returns SASL after the login too, although AUTH is not valid then (RFC 2449 section 6.3).
        else if (Options.OfferedMechanisms.Count > 0) lines.Add("SASL " + string.Join(' ', Options.OfferedMechanisms));
        lines.Add("IMPLEMENTATION OAuthMail.Testing");
        lines.Add(".");
        return string.Join("\r\n", lines);
    }

    private async Task QuitAsync(CancellationToken cancellationToken)
    {
        // Messages are deleted only by QUIT. A broken connection deletes nothing (RFC 1939 section 6).
        _maildrop?.Update();
        LeaveMailbox();
        await SendAsync("+OK Goodbye", cancellationToken).ConfigureAwait(false);
        throw new ConnectionClosedException("QUIT", cut: false);
    }

    private Task StartTlsAsync(CancellationToken cancellationToken) => IsEncrypted
        ? SendAsync("-ERR TLS is active already", cancellationToken)
        : UpgradeAsync("+OK Begin TLS negotiation", cancellationToken);

    private async Task AuthAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (arguments.Length == 0 && OffersAuthentication)
        {
            await SendAsync(string.Join("\r\n", Options.OfferedMechanisms.Prepend("+OK").Append(".")), cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        var mechanism = arguments.Length == 0 ? "" : arguments[0].ToUpperInvariant();
        var problem = !IsEncrypted ? "-ERR STLS comes first"
            : arguments.Length > 2 ? "-ERR AUTH mechanism [initial-response]"
            : !Offers(mechanism) ? "-ERR Unrecognized authentication type"
            : null;
        if (problem is not null)
        {
            await SendAsync(problem, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (arguments.Length == 2 && !(Options.AllowInitialResponse ?? Options.Dialect != MailDialect.Exchange))
            await RejectAndCloseAsync(cancellationToken).ConfigureAwait(false);

        var (result, rejection) = await AuthenticateAsync(mechanism, arguments.Length == 2 ? arguments[1] : null, cancellationToken)
            .ConfigureAwait(false);
        if (result == SaslResult.Rejected)
        {
            await SendRejectionAsync(rejection, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (result == SaslResult.Accepted)
        {
            server.LastLogins.Begin(Mailbox!.Address, Options.TimeProvider.GetUtcNow());
            _maildrop = new Pop3Maildrop(Mailbox.Inbox);
        }

        if (Reply(result) is { } reply) await SendAsync(reply, cancellationToken).ConfigureAwait(false);
        if (result == SaslResult.Accepted) await FaultAsync(MailStage.AuthEnd, cancellationToken).ConfigureAwait(false);
    }

    private string? Reply(SaslResult result) => result switch
    {
        SaslResult.Accepted => "+OK User successfully authenticated.",
        SaslResult.TooEarly => "-ERR [LOGIN-DELAY] The last login was not long enough ago.",
        SaslResult.TooManyConnections when Options.ExclusiveMaildrop => "-ERR [IN-USE] Another session has the maildrop.",
        SaslResult.TooManyConnections => "-ERR [IN-USE] Too many simultaneous connections.",
        SaslResult.Cancelled => "-ERR Authentication cancelled",
        SaslResult.NotBase64 => "-ERR The response is not base64",
        SaslResult.LineTooLong => "-ERR The response is too long",
        _ => null,
    };

    private async Task RejectAndCloseAsync(CancellationToken cancellationToken)
    {
        await SendAsync("-ERR Protocol error. Connection is closed. 10", cancellationToken).ConfigureAwait(false);
        throw new ConnectionClosedException("a line that Exchange rejects", cut: false);
    }

    /// <summary>
    /// Sends a message after its <c>+OK</c> line. A dot is added before each line that starts with a dot (RFC 1939
    /// section 3).
    /// </summary>
    private async Task SendMessageAsync(string reply, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!reply.StartsWith('+'))
        {
            await SendAsync(reply, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var wire = new MemoryStream(message.Length + 256);
        wire.Write(Encoding.ASCII.GetBytes(reply + "\r\n"));
        var octets = message.Span;
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf("\r\n"u8);
            var line = end < 0 ? octets : octets[..end];
            if (line.StartsWith("."u8)) wire.WriteByte((byte)'.');
            wire.Write(line);
            wire.Write("\r\n"u8);
            octets = end < 0 ? [] : octets[(end + 2)..];
        }

        wire.Write(".\r\n"u8);
        Transcript.Add(TranscriptSide.Server, reply);
        Transcript.Add(TranscriptSide.Server, Redaction.Length(message.Length));
        Transcript.Add(TranscriptSide.Server, ".");
        await Channel.WriteAsync(wire.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
