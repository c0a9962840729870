namespace OAuthMail.Testing;

/// <summary>
/// What was said in one connection. Its text is fit for a test report: tokens are not in it. What the client presented as token is in
/// <see cref="Logins"/>. May be read while the connection is open.
/// </summary>
public sealed class MailTranscript
{
    private const int MostLines = 20_000;
    private readonly Lock _gate = new();
    private readonly List<TranscriptLine> _lines = [];
    private readonly List<SaslLogin> _logins = [];
    private int _roundTrips;

    internal MailTranscript(int number) => Number = number;

    /// <summary>The connection's number in its server, from 1.</summary>
    public int Number { get; }

    /// <summary>The lines so far; no more than the first 20,000.</summary>
    public IReadOnlyList<TranscriptLine> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>
    /// How often the client has sent something after the server had spoken: the round trips of the connection, without those of TCP and TLS. What is
    /// pipelined in one write counts once, and so does a message, however long it is. A client that spreads pipelined commands over several writes
    /// may be counted more often than it waited.
    /// </summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    /// <summary>The attempts to log in so far.</summary>
    public IReadOnlyList<SaslLogin> Logins
    {
        get
        {
            lock (_gate) return [.. _logins];
        }
    }

    /// <summary>The lines that the client sent.</summary>
    public IReadOnlyList<string> ClientLines => [.. Lines.Where(l => l.Side == TranscriptSide.Client).Select(l => l.Text)];

    /// <summary>The lines that the server sent.</summary>
    public IReadOnlyList<string> ServerLines => [.. Lines.Where(l => l.Side == TranscriptSide.Server).Select(l => l.Text)];

    /// <summary>The whole, a line each.</summary>
    /// <returns>The text, without any token.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Lines);

    internal void Add(TranscriptSide side, string text)
    {
        lock (_gate)
        {
            if (_lines.Count < MostLines) _lines.Add(new TranscriptLine(side, text));
        }
    }

    internal void AddRoundTrip() => Interlocked.Increment(ref _roundTrips);

    internal void Add(SaslLogin login)
    {
        lock (_gate) _logins.Add(login);
    }
}
