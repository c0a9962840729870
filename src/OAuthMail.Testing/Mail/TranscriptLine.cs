namespace OAuthMail.Testing;

/// <summary>Represents a line of a transcript. It never contains SASL messages.</summary>
public sealed class TranscriptLine
{
    internal TranscriptLine(TranscriptSide side, string text)
    {
        Side = side;
        Text = text;
    }

    /// <summary>Gets the sender of the line.</summary>
    public TranscriptSide Side { get; }

    /// <summary>
    /// Gets the text without CR LF. SASL messages, passwords and message contents are replaced by their lengths.
    /// </summary>
    public string Text { get; }

    /// <summary>Returns the line with the prefix <c>C:</c>, <c>S:</c> or <c>--</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => Side switch
    {
        TranscriptSide.Client => "C: " + Text,
        TranscriptSide.Server => "S: " + Text,
        _ => "-- " + Text,
    };
}
