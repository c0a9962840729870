namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements an IMAP connection: its state (RFC 3501 section 3) and the commands that are valid in it.
/// </summary>
internal sealed class ImapConnection(ImapTestServer server, LineChannel channel, MailTranscript transcript)
    : MailServerConnection(server, channel, transcript)
{
    // The text of a block for the transcript, with two bytes for each character, stays below the size of large objects (85,000 bytes),
    // which the garbage collector removes only together with all old ones.
    private const int FlushAt = 32768;
    private string _tag = "*";

    public new ImapTestServerOptions Options => server.Options;

    public IdleCounter Idling => server.Idling;

    public ImapWriter Writer { get; } = new();

    /// <summary>Gets the tag of the present command.</summary>
    public string Tag => _tag;

    /// <summary>Gets or sets the selected folder, or <see langword="null"/> if no folder is selected.</summary>
    public SelectedFolder? Selection { get; set; }

    /// <summary>Gets the extensions that the client has enabled.</summary>
    public ImapEnabledExtensions Enabled { get; } = new();

    /// <summary>Exchange accepts the login of a connection above the limit and rejects its commands.</summary>
    public override bool AcceptsExcessLogins => Options.Dialect == MailDialect.Exchange;

    protected override string TimeoutText => "* BYE Connection is closed. 13";

    private ImapCommandReader? Reader { get => field ??= new ImapCommandReader(this, Channel); }

    public override Task SendContinuationAsync(string base64, CancellationToken cancellationToken) =>
        SendAsync("+ " + base64, cancellationToken);

    /// <summary>Returns the mailbox, for commands that are valid only after the login.</summary>
    public TestMailbox RequireMailbox() => Mailbox ?? throw new ImapSyntaxException("Log in first");

    public SelectedFolder RequireSelectedFolder() => Selection ?? throw new ImapSyntaxException("Select a folder first");

    public SelectedFolder RequireWritableFolder()
    {
        var selection = RequireSelectedFolder();
        return selection.IsReadOnly ? throw new ImapCommandRejectedException("[READ-ONLY] The folder was opened with EXAMINE") : selection;
    }

    /// <summary>
    /// Enables CONDSTORE if a command used it (RFC 7162 section 3.1). From then on, changed flags are sent with MODSEQ.
    /// </summary>
    public void EnableCondStore()
    {
        if (!Options.OffersCondStore) throw new ImapSyntaxException("CONDSTORE is not supported");
        if (Enabled.CondStore) return;
        Enabled.CondStore = true;
        if (Selection is not { } selection) return;
        selection.TellsModSeq = true;
        Writer.Raw("* OK [HIGHESTMODSEQ ").Number(selection.HighestModSeq).Line("] The highest one");
    }

    /// <summary>Sends the collected responses.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Writer.Length == 0) return;
        var (octets, text) = Writer.Take();
        foreach (var line in text.TrimEnd('\r', '\n').Split("\r\n")) Transcript.Add(TranscriptSide.Server, line);
        await Channel.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends the collected responses if they are large, so that a whole folder is not held in memory.
    /// </summary>
    public Task FlushIfLargeAsync(CancellationToken cancellationToken) =>
        Writer.Length > FlushAt ? FlushAsync(cancellationToken) : Task.CompletedTask;

    public string Capabilities() =>
        ImapCapabilities.List(Options, loggedIn: Mailbox is not null, IsEncrypted, OffersAuthentication);

    /// <summary>Returns the capabilities as a response code. Exchange does not send one.</summary>
    private string CapabilityCode() => Options.Dialect == MailDialect.Exchange ? "" : $"[CAPABILITY {Capabilities()}] ";

    protected override Task GreetAsync(CancellationToken cancellationToken) =>
        SendAsync($"* OK {CapabilityCode()}The test IMAP4 service is ready", cancellationToken);

    protected override string FormatFault(string text) =>
        text.Split(' ')[0] is "OK" or "NO" or "BAD" ? _tag + " " + text : text;

    protected override async Task HandleNextAsync(CancellationToken cancellationToken)
    {
        _tag = "*";
        if (await Reader!.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } octets) return;
        try
        {
            var command = new ImapCommandParser(octets) { IsUtf8 = Enabled.Utf8 };
            var tag = command.Tag();
            command.Space();
            _tag = tag;
            var verb = command.Atom().ToUpperInvariant();
            if (await FaultAsync(verb, cancellationToken).ConfigureAwait(false)) return;
            var text = await DispatchAsync(verb, command, cancellationToken).ConfigureAwait(false);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            if (text is not null) await SendAsync(_tag + " " + text, cancellationToken).ConfigureAwait(false);
            if (verb == "AUTHENTICATE" && text is ['O', 'K', ..])
                await FaultAsync(MailStage.AuthEnd, cancellationToken).ConfigureAwait(false);
        }
        catch (ImapSyntaxException e)
        {
            Writer.Take();
            await SendAsync($"{_tag} BAD {e.Message}", cancellationToken).ConfigureAwait(false);
        }
        catch (ImapCommandRejectedException e)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            await SendAsync($"{_tag} NO {e.Message}", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a command.</summary>
    /// <returns>The tagged response without its tag, or <see langword="null"/> if it was sent.</returns>
    private async Task<string?> DispatchAsync(string verb, ImapCommandParser command, CancellationToken cancellationToken)
    {
        switch (verb)
        {
            case "CAPABILITY":
                command.End();
                Writer.Line("* CAPABILITY " + Capabilities());
                return "OK CAPABILITY completed.";
            case "LOGOUT":
                LeaveMailbox();
                await SendAsync("* BYE Logging out", cancellationToken).ConfigureAwait(false);
                await SendAsync(_tag + " OK LOGOUT completed.", cancellationToken).ConfigureAwait(false);
                throw new ConnectionClosedException("LOGOUT", cut: false);
            case "ID" when Options.OfferId:
                Writer.Line("""* ID ("name" "OAuthMail.Testing")""");
                return "OK ID completed.";
            case "STARTTLS":
                await StartTlsAsync(command, cancellationToken).ConfigureAwait(false);
                return null;
            case "AUTHENTICATE":
                return await LogInAsync(command, cancellationToken).ConfigureAwait(false);
            case "LOGIN":
                return IsEncrypted ? "NO LOGIN failed." : "NO [PRIVACYREQUIRED] STARTTLS comes first.";
        }

        if (Mailbox is not null && (Faults.AuthenticatedButNotConnected || !HasRoom) && verb != "NOOP")
            return await NotConnectedAsync(cancellationToken).ConfigureAwait(false);
        if (verb != "NOOP") RequireMailbox();
        await EndIfInvalidAsync(cancellationToken).ConfigureAwait(false);
        var text = await ImapCommandDispatcher.RunAsync(this, verb, command, cancellationToken).ConfigureAwait(false);
        // Sequence numbers must not change during FETCH, STORE and SEARCH (RFC 3501 section 7.4.1).
        Selection?.Sync(Writer, mayExpunge: verb is not ("FETCH" or "STORE" or "SEARCH"));
        return text;
    }

    /// <summary>
    /// Closes a session whose folder was deleted or has a new UIDVALIDITY. Its identifiers now refer to no messages or
    /// to other ones, and no other response can announce that.
    /// </summary>
    public Task EndIfInvalidAsync(CancellationToken cancellationToken) => Selection switch
    {
        { IsDeleted: true } => EndAsync("* BYE The selected folder was deleted", "the folder was deleted", cancellationToken),
        { IsStale: true } => EndAsync(
            "* BYE The folder has a new UIDVALIDITY", "the folder has a new UIDVALIDITY", cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Closes a session that exceeded the IDLE limit.</summary>
    public Task EndIdleAsync(CancellationToken cancellationToken) =>
        EndAsync(TimeoutText, "the IDLE limit was exceeded", cancellationToken);

    private async Task EndAsync(string finalReply, string reason, CancellationToken cancellationToken)
    {
        LeaveMailbox();
        await SendAsync(finalReply, cancellationToken).ConfigureAwait(false);
        throw new ConnectionClosedException(reason, cut: false);
    }

    /// <summary>Applies the fault of the command after UID.</summary>
    /// <returns><see langword="true"/> if a fault has answered the command.</returns>
    public Task<bool> FaultForUidCommandAsync(string verb, CancellationToken cancellationToken) => FaultAsync(verb, cancellationToken);

    public Task<bool> IdleFaultAsync(CancellationToken cancellationToken) => FaultAsync(MailStage.Idle, cancellationToken);

    private async Task<string?> NotConnectedAsync(CancellationToken cancellationToken)
    {
        if (!Faults.NotConnectedCloses) return "BAD User is authenticated but not connected.";
        await SendAsync(_tag + " BAD User is authenticated but not connected.", cancellationToken).ConfigureAwait(false);
        await SendAsync("* BYE Connection closed. 14", cancellationToken).ConfigureAwait(false);
        throw new ConnectionClosedException("authenticated but not connected", cut: false);
    }

    private async Task StartTlsAsync(ImapCommandParser command, CancellationToken cancellationToken)
    {
        command.End();
        if (IsEncrypted) throw new ImapSyntaxException("TLS is active already");
        await UpgradeAsync(_tag + " OK Begin TLS negotiation now.", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Implements RFC 3501 section 6.2.2 and RFC 4959.</summary>
    private async Task<string?> LogInAsync(ImapCommandParser command, CancellationToken cancellationToken)
    {
        command.Space();
        var mechanism = command.Atom().ToUpperInvariant();
        string? initial = null;
        if (!command.AtEnd)
        {
            command.Space();
            initial = command.Until(' ');
            command.End();
        }

        if (Mailbox is not null) return "BAD Already authenticated.";
        if (!IsEncrypted) return "NO [PRIVACYREQUIRED] STARTTLS comes first.";
        if (!Offers(mechanism)) return "NO [CANNOT] Unsupported authentication mechanism.";
        if (initial is not null && !Options.OfferInitialResponse) return "BAD An initial response is not supported.";

        var (result, rejection) = await AuthenticateAsync(mechanism, initial, cancellationToken).ConfigureAwait(false);
        switch (result)
        {
            case SaslResult.Accepted:
                return $"OK {CapabilityCode()}AUTHENTICATE completed.";
            case SaslResult.Rejected:
                await SendRejectionAsync(rejection, cancellationToken).ConfigureAwait(false);
                return null;
            case SaslResult.TooManyConnections:
                return "NO [ALERT] Too many simultaneous connections. (Failure)";
            case SaslResult.Cancelled:
                return "BAD AUTHENTICATE cancelled.";
            case SaslResult.NotBase64:
                return "BAD The response is not base64.";
            case SaslResult.LineTooLong:
                return "BAD The response is too long.";
            default:
                return null;
        }
    }
}
