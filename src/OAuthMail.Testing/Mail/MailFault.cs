namespace OAuthMail.Testing;

/// <summary>Represents a fault of a mail server: a cut connection, a different reply, or a delay.</summary>
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

    /// <summary>Creates a fault that closes the connection without a reply.</summary>
    /// <returns>The fault.</returns>
    public static MailFault Cut() => new(null, closes: true, null);

    /// <summary>Creates a fault that sends a different reply instead of handling the command.</summary>
    /// <param name="text">
    /// The reply without CR LF at the end, such as <c>451 4.7.0 Try again</c> or <c>-ERR …</c>. In IMAP, a reply that
    /// starts with <c>OK</c>, <c>NO</c> or <c>BAD</c> receives the tag of the command. Any other text is sent as it is.
    /// </param>
    /// <returns>The fault.</returns>
    public static MailFault Reply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MailFault(text, closes: false, null);
    }

    /// <summary>Creates a fault that sends a reply and closes the connection.</summary>
    /// <param name="text">The reply, as for <see cref="Reply"/>.</param>
    /// <returns>The fault.</returns>
    public static MailFault ReplyAndClose(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MailFault(text, closes: true, null);
    }

    /// <summary>Creates a fault that waits at a gate and then continues normally.</summary>
    /// <param name="gate">The gate. The test opens it.</param>
    /// <returns>The fault.</returns>
    public static MailFault Hold(MailGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new MailFault(null, closes: false, gate);
    }
}
