namespace OAuthMail.Testing;

/// <summary>
/// Represents the transcript of a connection. It can be read while the connection is open. The text contains no tokens
/// and is safe for test reports; <see cref="Logins"/> contains the presented tokens.
/// </summary>
public sealed class MailTranscript
{
    private const int MaximumLines = 20_000;
    private readonly Lock _gate = new();
    private readonly List<TranscriptLine> _lines = [];
    private readonly List<SaslLogin> _logins = [];
    private int _roundTrips;

    internal MailTranscript(int number) => Number = number;

    /// <summary>Gets the number of the connection at its server, starting from 1.</summary>
    public int Number { get; }

    /// <summary>Gets the lines so far. At most the first 20,000 are kept.</summary>
    public IReadOnlyList<TranscriptLine> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>
    /// Gets the number of round trips, without those of TCP and TLS: how often the client sent something after the
    /// server had sent something. Pipelined commands in one write count once, and so does a message of any length. A
    /// client that spreads pipelined commands over several writes may be counted more often than it waited.
    /// </summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    /// <summary>Gets the login attempts so far.</summary>
    public IReadOnlyList<SaslLogin> Logins
    {
        get
        {
            lock (_gate) return [.. _logins];
        }
    }

    /// <summary>Gets the lines that the client sent.</summary>
    public IReadOnlyList<string> ClientLines => [.. Lines.Where(l => l.Side == TranscriptSide.Client).Select(l => l.Text)];

    /// <summary>Gets the lines that the server sent.</summary>
    public IReadOnlyList<string> ServerLines => [.. Lines.Where(l => l.Side == TranscriptSide.Server).Select(l => l.Text)];

    /// <summary>Returns all lines.</summary>
    /// <returns>The text, without tokens.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Lines);

    internal void Add(TranscriptSide side, string text)
    {
        lock (_gate)
        {
            if (_lines.Count < MaximumLines) _lines.Add(new TranscriptLine(side, text));
        }
    }

    internal void AddRoundTrip() => Interlocked.Increment(ref _roundTrips);

    internal void Add(SaslLogin login)
    {
        lock (_gate) _logins.Add(login);
    }
}
