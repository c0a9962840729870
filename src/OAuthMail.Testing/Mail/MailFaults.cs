namespace OAuthMail.Testing;

/// <summary>
/// What goes wrong in a mail server, on demand. Everything may be set while connections are open, from any thread; it counts from the
/// next time the server comes to that point.
/// </summary>
public sealed class MailFaults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<MailFault>> _faults = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TokenRejection> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenRejection> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<TokenRejection> _next = new();
    private TokenRejection? _all;

    /// <summary>Raised when a fault has been put somewhere, so that a server that stands in IDLE looks for it.</summary>
    internal event EventHandler? Added;

    /// <summary>How many connections may be logged in to one mailbox at once; null, the default, for any number.</summary>
    public int? MaxConnectionsPerMailbox { get; set; }

    /// <summary>
    /// What the server sends in clear behind its STARTTLS or STLS confirmation, before the handshake: an attacker's injected answer that a
    /// client must throw away. Null, the default, for none. Without CR LF at the end.
    /// </summary>
    public string? InjectedBeforeTls { get; set; }

    /// <summary>
    /// IMAP: the token is taken, but every command that needs the mailbox is answered <c>BAD User is authenticated but not connected.</c>,
    /// as Exchange does when IMAP is switched off for a mailbox. False by default.
    /// </summary>
    public bool AuthenticatedButNotConnected { get; set; }

    /// <summary>Whether <c>* BYE Connection closed. 14</c> follows such an answer and the connection ends; false by default.</summary>
    public bool NotConnectedCloses { get; set; }

    /// <summary>Puts a fault at a moment. Faults at the same moment happen one after another, one a visit.</summary>
    /// <param name="stage">The moment.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="times">How often it happens.</param>
    public void At(MailStage stage, MailFault fault, int times = 1) => Add(Key(stage), fault, times);

    /// <summary>Puts a fault at a command: it happens when the command has come, before anything is done about it.</summary>
    /// <param name="command">
    /// The command's first word, in any case: <c>MAIL</c>, <c>RETR</c>, <c>NAMESPACE</c>. IMAP's <c>UID FETCH</c> counts as <c>UID</c> and, if that
    /// is without a fault, as <c>FETCH</c>.
    /// </param>
    /// <param name="fault">The fault.</param>
    /// <param name="times">How often it happens.</param>
    public void On(string command, MailFault fault, int times = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        Add(command, fault, times);
    }

    /// <summary>Refuses the next tokens, good or not.</summary>
    /// <param name="count">How many.</param>
    /// <param name="refusal">How; as the dialect does if nothing is given.</param>
    public void RejectNextTokens(int count, TokenRejection? refusal = null)
    {
        lock (_gate)
        {
            for (var i = 0; i < count; i++) _next.Enqueue(refusal ?? new TokenRejection());
        }
    }

    /// <summary>Refuses every token until <see cref="Clear"/>.</summary>
    /// <param name="refusal">How; as the dialect does if nothing is given.</param>
    public void RejectAllTokens(TokenRejection? refusal = null)
    {
        lock (_gate) _all = refusal ?? new TokenRejection();
    }

    /// <summary>Refuses one token until <see cref="Clear"/>.</summary>
    /// <param name="token">The token.</param>
    /// <param name="refusal">How; as the dialect does if nothing is given.</param>
    public void RejectToken(string token, TokenRejection? refusal = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        lock (_gate) _tokens[token] = refusal ?? new TokenRejection();
    }

    /// <summary>Refuses every token for one mailbox until <see cref="Clear"/>.</summary>
    /// <param name="user">The mailbox, as clients name it.</param>
    /// <param name="refusal">How; as the dialect does if nothing is given.</param>
    public void RejectUser(string user, TokenRejection? refusal = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        lock (_gate) _users[user] = refusal ?? new TokenRejection();
    }

    /// <summary>Ends all faults. Gates that connections stand at must still be opened.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            _tokens.Clear();
            _users.Clear();
            _next.Clear();
            _all = null;
            MaxConnectionsPerMailbox = null;
            InjectedBeforeTls = null;
            AuthenticatedButNotConnected = false;
            NotConnectedCloses = false;
        }
    }

    internal MailFault? Take(MailStage stage) => Take(Key(stage));

    internal MailFault? Take(string command)
    {
        lock (_gate) return _faults.TryGetValue(command, out var waiting) && waiting.TryDequeue(out var fault) ? fault : null;
    }

    internal TokenRejection? RejectionFor(string user, string token)
    {
        lock (_gate)
        {
            return _tokens.GetValueOrDefault(token) ?? _users.GetValueOrDefault(user) ?? _all ?? (_next.TryDequeue(out var next) ? next : null);
        }
    }

    // No command contains a blank, so the two kinds of point cannot meet.
    private static string Key(MailStage stage) => "at " + stage;

    private void Add(string point, MailFault fault, int times)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate)
        {
            if (!_faults.TryGetValue(point, out var waiting)) _faults[point] = waiting = new Queue<MailFault>();
            for (var i = 0; i < times; i++) waiting.Enqueue(fault);
        }

        Added?.Invoke(this, EventArgs.Empty);
    }
}
