namespace OAuthMail.Testing;

/// <summary>Something that goes wrong in a mail server: the connection is cut, a reply is another than it should be, or all stands still.</summary>
public sealed class MailFault
{
    private MailFault(string? text, bool closes, MailGate? gate)
    {
        Text = text;
        Closes = closes;
        Gate = gate;
    }

    internal string? Text { get; }

    internal bool Closes { get; }

    internal MailGate? Gate { get; }

    /// <summary>The connection is cut without a word.</summary>
    /// <returns>The fault.</returns>
    public static MailFault Cut() => new(null, closes: true, null);

    /// <summary>The server says this instead of what it should, and does not do what it was asked.</summary>
    /// <param name="text">
    /// The reply, without CR LF at the end: <c>451 4.7.0 Try again</c>, <c>-ERR …</c>. In IMAP, a line that begins with <c>OK</c>, <c>NO</c> or
    /// <c>BAD</c> gets the command's tag; any other is sent as it is, so that garbage is possible on all protocols.
    /// </param>
    /// <returns>The fault.</returns>
    public static MailFault Reply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MailFault(text, closes: false, null);
    }

    /// <summary>The server says this and closes the connection.</summary>
    /// <param name="text">The reply, as for <see cref="Reply"/>.</param>
    /// <returns>The fault.</returns>
    public static MailFault ReplyAndClose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MailFault(text, closes: true, null);
    }

    /// <summary>The server stands still until the gate is opened, and then goes on as usual.</summary>
    /// <param name="gate">The gate; the test opens it.</param>
    /// <returns>The fault.</returns>
    public static MailFault Hold(MailGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new MailFault(null, closes: false, gate);
    }
}
