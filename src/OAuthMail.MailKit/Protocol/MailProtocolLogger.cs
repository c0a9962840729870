using System.Text;
using OAuthMail.Errors;
using OAuthMail.MailKit.Protocol;

namespace OAuthMail.MailKit;

/// <summary>
/// A protocol logger that keeps the server's replies to a login, so that exceptions can contain them, and that masks tokens for the
/// logger behind it. Pass it to the constructor of a client that you connect yourself; the clients of <see cref="IMailClientFactory"/>
/// have one.
/// </summary>
/// <remarks>
/// MailKit's clients discard the text with which IMAP and POP3 servers reject a login. Without this logger, exceptions don't contain it.
/// The logger ends the connection if the server sends a line or a reply without an end: MailKit keeps replies in memory without a limit.
/// A client without this logger has no such limit. The logger behind it receives whole lines after a login, because tokens that the server
/// repeats later are masked too.
/// </remarks>
public sealed class MailProtocolLogger : IProtocolLogger
{
    private const int MaximumLines = 64;
    private const int MaximumLineLength = 65536;
    private const int MaximumTextLength = 1024;
    private const int MaximumRawLength = 4096;

    private readonly FaultTolerantLogger? _next;
    private readonly LineBuffer _serverLines = new(MaximumLineLength);
    private readonly LineBuffer _clientLines = new(MaximumLineLength);
    private readonly List<string> _loginReplies = [];
    private StartTlsInjectionDetector _injectionDetector = new();
    private readonly EndOfDataDetector _endOfData = new();
    private readonly ReplyLimits _limits = new();
    private readonly LineBuffer _listingLines = new(MaximumLineLength);
    private Redactor _redactor = new();
    private bool _isLogin;
    private ImapStatusLines? _statusLines;
    private List<string>? _listing;

    /// <summary>Creates a logger for one client.</summary>
    /// <param name="next">
    /// The logger that receives the conversation with tokens masked, or <see langword="null"/> for none. It is disposed with this
    /// logger. If it throws, the conversation continues, and it receives no more of it.
    /// </param>
    public MailProtocolLogger(IProtocolLogger? next = null) => _next = next is null ? null : new FaultTolerantLogger(next);

    /// <summary>
    /// Gets or sets the detector with which loggers mask passwords. MailKit sets it; the value is passed to the logger behind this one.
    /// </summary>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector
    {
        get => _next?.AuthenticationSecretDetector;
        set
        {
            if (_next is not null) _next.AuthenticationSecretDetector = value;
        }
    }

    /// <inheritdoc />
    public void LogConnect(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        _limits.Connect(uri);
        _injectionDetector = new StartTlsInjectionDetector();
        _next?.LogConnect(uri);
    }

    /// <inheritdoc />
    public void LogClient(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _injectionDetector.ExamineClient(buffer, offset, count);
        _limits.ExamineClient(buffer, offset, count);
        _endOfData.Examine(buffer, offset, count);
        if (IsUnchanged) _next?.LogClient(buffer, offset, count);
        else if (_next is not null) _clientLines.Add(buffer, offset, count, PassClientLine);
    }

    /// <inheritdoc />
    public void LogServer(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _injectionDetector.ExamineServer(buffer, offset, count);
        _statusLines?.Examine(buffer, offset, count);
        if (_listing is not null) _listingLines.Add(buffer, offset, count, KeepListedLine);
        if (IsUnchanged) _next?.LogServer(buffer, offset, count);
        else if (_isLogin || _next is not null) _serverLines.Add(buffer, offset, count, KeepServerLine);

        // Last, because it throws: the beginning of a reply without an end is logged.
        _limits.ExamineServer(buffer, offset, count);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Flush();
        _next?.Dispose();
    }

    /// <summary>Gets a value that indicates whether a complete message was sent since <see cref="BeginMessage"/>.</summary>
    internal bool HasSentMessage => _endOfData.IsSent;

    /// <summary>Starts to look for the end of a message.</summary>
    internal void BeginMessage() => _endOfData.Start();

    /// <summary>Starts to keep the server's lines, and to mask secrets until the next login or the end of the connection.</summary>
    internal void BeginLogin(Redactor redactor)
    {
        Flush();
        _redactor = redactor;
        _isLogin = true;
        _limits.IsLogin = true;
        _loginReplies.Clear();
    }

    /// <summary>Stops keeping the server's lines. An incomplete line is passed on as it is.</summary>
    internal void EndLogin()
    {
        Flush();
        _isLogin = false;
        _limits.IsLogin = false;
    }

    /// <summary>
    /// Gets a value that indicates whether unencrypted octets followed the confirmation of STARTTLS.
    /// </summary>
    internal bool HasDetectedInjection => _injectionDetector.IsDetected;

    /// <summary>Gets a value that indicates whether the capabilities of an IMAP client are from before TLS.</summary>
    internal bool HasOnlyClearCapabilities => _injectionDetector.HasOnlyClearCapabilities;

    /// <summary>Gets the last lines that the server has sent since <see cref="BeginLogin"/>, with secrets masked.</summary>
    internal IReadOnlyList<string> LoginReplies =>
        _loginReplies.ConvertAll(line => ForeignText.Clean(_redactor.Clean(line.TrimEnd('\r', '\n')), MaximumTextLength, '\ufffd'));

    /// <summary>Gets whether the conversation is passed on as it is, because there is nothing to keep and nothing to mask.</summary>
    private bool IsUnchanged => !_isLogin && _redactor.IsEmpty;

    private void Flush()
    {
        _clientLines.Flush(PassClientLine);
        _serverLines.Flush(KeepServerLine);
    }

    /// <summary>Starts to keep the status responses of an IMAP server. Call it between two commands after the login.</summary>
    internal void KeepStatusLines() => _statusLines = new ImapStatusLines();

    /// <summary>Discards the status responses of earlier commands.</summary>
    internal void BeginCommand() => _statusLines?.Clear();

    /// <summary>
    /// Gets the status responses since <see cref="BeginCommand"/>, or <see langword="null"/> without <see cref="KeepStatusLines"/>.
    /// </summary>
    internal IReadOnlyList<string>? StatusLines => _statusLines?.Lines;

    /// <summary>Starts to keep all lines of the server, such as those of a list that MailKit can't parse.</summary>
    internal void BeginListing() => _listing = [];

    /// <summary>Stops what <see cref="BeginListing"/> started, and returns the lines.</summary>
    internal IReadOnlyList<string> EndListing()
    {
        _listingLines.Flush(KeepListedLine);
        var lines = _listing ?? [];
        _listing = null;
        return lines;
    }

    private void KeepListedLine(byte[] octets, int length) =>
        _listing?.Add(Encoding.UTF8.GetString(octets, 0, length).TrimEnd('\r', '\n'));

    private void PassClientLine(byte[] octets, int length)
    {
        var line = Encoding.UTF8.GetString(octets, 0, length);
        Replace(ref octets, ref length, line, _redactor.Clean(line));
        _next!.LogClient(octets, 0, length);
    }

    private void KeepServerLine(byte[] octets, int length)
    {
        var line = Encoding.UTF8.GetString(octets, 0, length);
        if (_isLogin)
        {
            // Secrets are masked when the lines are read, because most of them never are.
            if (_loginReplies.Count == MaximumLines) _loginReplies.RemoveAt(0);
            _loginReplies.Add(line.Substring(0, Math.Min(line.Length, MaximumRawLength)));
        }

        if (_next is null) return;
        var clean = _redactor.Clean(line);
        Replace(ref octets, ref length, line, clean);
        _next.LogServer(octets, 0, length);
    }

    /// <summary>Replaces octets only if a secret was masked, so that octets that aren't text are passed on unchanged.</summary>
    private static void Replace(ref byte[] octets, ref int length, string line, string clean)
    {
        if (clean == line) return;
        octets = Encoding.UTF8.GetBytes(clean);
        length = octets.Length;
    }
}
