namespace OAuthMail.Testing;

/// <summary>A line of a transcript. SASL messages are never in it.</summary>
public sealed class TranscriptLine
{
    internal TranscriptLine(TranscriptSide side, string text)
    {
        Side = side;
        Text = text;
    }

    /// <summary>Who sent it.</summary>
    public TranscriptSide Side { get; }

    /// <summary>What was sent, without CR LF; SASL messages, passwords and message contents are replaced by their lengths.</summary>
    public string Text { get; }

    /// <summary>The line behind <c>C:</c>, <c>S:</c> or <c>--</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => Side switch
    {
        TranscriptSide.Client => "C: " + Text,
        TranscriptSide.Server => "S: " + Text,
        _ => "-- " + Text,
    };
}
