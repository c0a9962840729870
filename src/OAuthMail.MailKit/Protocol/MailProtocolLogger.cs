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
/// Outside of logins, the logger only passes the conversation on, so its cost is negligible.
/// </remarks>
public sealed class MailProtocolLogger : IProtocolLogger
{
    private const int MaximumLines = 64;
    private const int MaximumLineLength = 65536;
    private const int MaximumTextLength = 1024;

    private readonly FaultTolerantLogger? _next;
    private readonly LineBuffer _serverLines = new(MaximumLineLength);
    private readonly LineBuffer _clientLines = new(MaximumLineLength);
    private readonly List<string> _loginReplies = [];
    private StartTlsInjectionDetector _injectionDetector = new();
    private readonly EndOfDataDetector _endOfData = new();
    private Redactor? _redactor;

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
    public void LogConnect(Uri uri) => _next?.LogConnect(uri);

    /// <inheritdoc />
    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (_redactor is not null) _injectionDetector.ExamineClient(buffer, offset, count);
        _endOfData.Examine(buffer, offset, count);
        if (_redactor is null) _next?.LogClient(buffer, offset, count);
        else if (_next is not null) _clientLines.Add(buffer, offset, count, PassClientLine);
    }

    /// <inheritdoc />
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_redactor is not null) _injectionDetector.ExamineServer(buffer, offset, count);
        if (_redactor is null) _next?.LogServer(buffer, offset, count);
        else _serverLines.Add(buffer, offset, count, KeepServerLine);
    }

    /// <inheritdoc />
    public void Dispose() => _next?.Dispose();

    /// <summary>Gets a value that indicates whether a complete message was sent since <see cref="BeginMessage"/>.</summary>
    internal bool HasSentMessage => _endOfData.IsSent;

    /// <summary>Starts to look for the end of a message.</summary>
    internal void BeginMessage() => _endOfData.Start();

    /// <summary>Starts to keep the server's lines and to mask secrets.</summary>
    internal void BeginLogin(Redactor redactor)
    {
        _redactor = redactor;
        _injectionDetector = new StartTlsInjectionDetector();
        _loginReplies.Clear();
    }

    /// <summary>Stops what <see cref="BeginLogin"/> started. An incomplete line is passed on as it is.</summary>
    internal void EndLogin()
    {
        if (_redactor is null) return;
        _clientLines.Flush(PassClientLine);
        _serverLines.Flush(KeepServerLine);
        _redactor = null;
    }

    /// <summary>
    /// Gets a value that indicates whether unencrypted octets followed the confirmation of STARTTLS since <see cref="BeginLogin"/>.
    /// </summary>
    internal bool HasDetectedInjection => _injectionDetector.IsDetected;

    /// <summary>Gets the last lines that the server has sent since <see cref="BeginLogin"/>, with secrets masked.</summary>
    internal IReadOnlyList<string> LoginReplies => _loginReplies;

    private void PassClientLine(byte[] octets, int length)
    {
        var line = Encoding.UTF8.GetString(octets, 0, length);
        Replace(ref octets, ref length, line, _redactor!.Clean(line));
        _next!.LogClient(octets, 0, length);
    }

    private void KeepServerLine(byte[] octets, int length)
    {
        var line = Encoding.UTF8.GetString(octets, 0, length);
        var clean = _redactor!.Clean(line);
        if (_loginReplies.Count == MaximumLines) _loginReplies.RemoveAt(0);
        _loginReplies.Add(ForeignText.Clean(clean.TrimEnd('\r', '\n'), MaximumTextLength, '\ufffd'));
        if (_next is null) return;
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
