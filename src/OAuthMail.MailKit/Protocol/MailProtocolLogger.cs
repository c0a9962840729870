using System.Text;
using OAuthMail.Errors;
using OAuthMail.MailKit.Protocol;

namespace OAuthMail.MailKit;

/// <summary>
/// A protocol logger that keeps what the server says to a login, so that a refusal can be explained, and that lets no token pass to the
/// logger behind it. Hand it to the constructor of a client that you connect yourself; the factory's clients have one.
/// </summary>
/// <remarks>
/// MailKit's clients drop the words with which IMAP and POP3 servers refuse a login. Without this logger, those are missing from the
/// exception. It costs nothing to speak of: outside logins it only passes on what it gets.
/// </remarks>
public sealed class MailProtocolLogger : IProtocolLogger
{
    private const int MostLines = 64;
    private const int MaximumLine = 65536;
    private const int MaximumWords = 1024;

    private readonly ForgivingLogger? _next;
    private readonly LineCollector _server = new(MaximumLine);
    private readonly LineCollector _client = new(MaximumLine);
    private readonly List<string> _words = [];
    private TlsBoundary _boundary = new();
    private readonly FinalDot _finalDot = new();
    private Redactor? _redactor;

    /// <summary>Makes a logger for one client.</summary>
    /// <param name="next">
    /// Where the conversation goes, tokens masked; null for nowhere. It is disposed with this one. If it throws, the conversation goes
    /// on, and it gets no more of it.
    /// </param>
    public MailProtocolLogger(IProtocolLogger? next = null) => _next = next is null ? null : new ForgivingLogger(next);

    /// <summary>MailKit sets it, so that loggers mask passwords. It is handed on.</summary>
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
        if (_redactor is not null) _boundary.LookAtClient(buffer, offset, count);
        _finalDot.Look(buffer, offset, count);
        if (_redactor is null) _next?.LogClient(buffer, offset, count);
        else if (_next is not null) _client.Add(buffer, offset, count, PassClient);
    }

    /// <inheritdoc />
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_redactor is not null) _boundary.LookAtServer(buffer, offset, count);
        if (_redactor is null) _next?.LogServer(buffer, offset, count);
        else _server.Add(buffer, offset, count, KeepServer);
    }

    /// <inheritdoc />
    public void Dispose() => _next?.Dispose();

    /// <summary>Whether a message has gone out to its end since <see cref="BeginMessage"/>.</summary>
    internal bool HasSentMessage => _finalDot.IsSent;

    /// <summary>From now on the end of a message is looked for.</summary>
    internal void BeginMessage() => _finalDot.Begin();

    /// <summary>From now on lines are kept, and secrets looked for.</summary>
    internal void BeginLogin(Redactor redactor)
    {
        _redactor = redactor;
        _boundary = new TlsBoundary();
        _words.Clear();
    }

    /// <summary>Ends what <see cref="BeginLogin"/> began. A line that was not ended goes on as it is.</summary>
    internal void EndLogin()
    {
        if (_redactor is null) return;
        _client.Flush(PassClient);
        _server.Flush(KeepServer);
        _redactor = null;
    }

    /// <summary>Whether something came in clear behind the confirmation of STARTTLS, since <see cref="BeginLogin"/>.</summary>
    internal bool SawInjection => _boundary.IsCrossed;

    /// <summary>What the server said since the login began, without what it said of its capabilities.</summary>
    internal IReadOnlyList<string> Words => _words;

    private void PassClient(byte[] octets, int length)
    {
        var line = Encoding.UTF8.GetString(octets, 0, length);
        Replace(ref octets, ref length, line, _redactor!.Clean(line));
        _next!.LogClient(octets, 0, length);
    }

    private void KeepServer(byte[] octets, int length)
    {
        var line = Encoding.UTF8.GetString(octets, 0, length);
        var clean = _redactor!.Clean(line);
        if (_words.Count == MostLines) _words.RemoveAt(0);
        _words.Add(ForeignText.Clean(clean.TrimEnd('\r', '\n'), MaximumWords, '\ufffd'));
        if (_next is null) return;
        Replace(ref octets, ref length, line, clean);
        _next.LogServer(octets, 0, length);
    }

    /// <summary>What has no secret in it goes on as it came, also where it is no text.</summary>
    private static void Replace(ref byte[] octets, ref int length, string line, string clean)
    {
        if (clean == line) return;
        octets = Encoding.UTF8.GetBytes(clean);
        length = octets.Length;
    }
}
