using OAuthMail.Testing.Hosting;

namespace OAuthMail.Testing;

/// <summary>
/// Schedules faults of a mail server. All members are thread-safe and affect open connections the next time the server
/// reaches the point of the fault.
/// </summary>
public sealed class MailFaults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RepeatingQueue<MailFault>> _faults = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TokenRejection> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TokenRejection> _users = new(StringComparer.OrdinalIgnoreCase);
    private readonly RepeatingQueue<TokenRejection> _next = new();
    private TokenRejection? _all;

    /// <summary>Occurs when a fault was added, so that a connection in IDLE checks for it.</summary>
    internal event EventHandler? Added;

    /// <summary>
    /// Gets or sets the maximum number of connections for one mailbox at the same time, or <see langword="null"/> for
    /// no limit.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? MaxConnectionsPerMailbox { get; set; }

    /// <summary>
    /// Gets or sets a line, without CR LF, that is sent in clear text after the STARTTLS or STLS confirmation and
    /// before the handshake. It simulates a response that an attacker injects and that a client must discard.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? InjectedBeforeTls { get; set; }

    /// <summary>
    /// Gets or sets whether IMAP accepts the token but answers every command that needs the mailbox with <c>BAD User is
    /// authenticated but not connected.</c>, as Exchange does if IMAP is disabled for the mailbox.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AuthenticatedButNotConnected { get; set; }

    /// <summary>
    /// Gets or sets whether <c>* BYE Connection closed. 14</c> follows that answer and the connection is closed.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool NotConnectedCloses { get; set; }

    /// <summary>Schedules a fault at a stage. Several faults at a stage apply one after the other.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="times">The number of times that the fault applies. The default is one.</param>
    public void At(MailStage stage, MailFault fault, int times = 1) => Add(Key(stage), fault, times);

    /// <summary>
    /// Schedules a fault for a command. The fault applies when the command was received, before it is handled.
    /// </summary>
    /// <param name="command">
    /// The command name, such as <c>MAIL</c>, <c>RETR</c> or <c>NAMESPACE</c>. Case is ignored. IMAP's <c>UID FETCH</c>
    /// matches <c>UID</c> and, if there is no such fault, <c>FETCH</c>.
    /// </param>
    /// <param name="fault">The fault.</param>
    /// <param name="times">The number of times that the fault applies. The default is one.</param>
    public void On(string command, MailFault fault, int times = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        if (command.Contains(' ', StringComparison.Ordinal))
            throw new ArgumentException($"'{command}' isn't the name of a command, such as MAIL, RETR or FETCH.", nameof(command));
        Add(command, fault, times);
    }

    /// <summary>Rejects the next tokens, even if they are valid.</summary>
    /// <param name="count">The number of tokens.</param>
    /// <param name="rejection">The rejection, or <see langword="null"/> for the rejection of the dialect.</param>
    public void RejectNextTokens(int count, TokenRejection? rejection = null)
    {
        lock (_gate)
        {
            _next.Add(rejection ?? new TokenRejection(), count);
        }
    }

    /// <summary>Rejects every token until <see cref="Clear"/> is called.</summary>
    /// <param name="rejection">The rejection, or <see langword="null"/> for the rejection of the dialect.</param>
    public void RejectAllTokens(TokenRejection? rejection = null)
    {
        lock (_gate) _all = rejection ?? new TokenRejection();
    }

    /// <summary>Rejects a token until <see cref="Clear"/> is called.</summary>
    /// <param name="token">The token.</param>
    /// <param name="rejection">The rejection, or <see langword="null"/> for the rejection of the dialect.</param>
    public void RejectToken(string token, TokenRejection? rejection = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        lock (_gate) _tokens[token] = rejection ?? new TokenRejection();
    }

    /// <summary>Rejects every token for a mailbox until <see cref="Clear"/> is called.</summary>
    /// <param name="user">The mailbox, as clients name it.</param>
    /// <param name="rejection">The rejection, or <see langword="null"/> for the rejection of the dialect.</param>
    public void RejectUser(string user, TokenRejection? rejection = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        lock (_gate) _users[user] = rejection ?? new TokenRejection();
    }

    /// <summary>Removes all faults. Gates at which connections wait must still be opened.</summary>
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
        lock (_gate) return _faults.TryGetValue(command, out var waiting) && waiting.TryTake(out var fault) ? fault : null;
    }

    internal TokenRejection? RejectionFor(string user, string token)
    {
        lock (_gate)
        {
            var rejection = _tokens.GetValueOrDefault(token) ?? _users.GetValueOrDefault(user) ?? _all;
            return rejection ?? (_next.TryTake(out var next) ? next : null);
        }
    }

    // A command contains no space, so stages and commands cannot have the same key.
    private static string Key(MailStage stage) => "at " + stage;

    private void Add(string point, MailFault fault, int times)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate)
        {
            if (!_faults.TryGetValue(point, out var waiting)) _faults[point] = waiting = new RepeatingQueue<MailFault>();
            waiting.Add(fault, times);
        }

        Added?.Invoke(this, EventArgs.Empty);
    }
}
