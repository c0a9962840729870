namespace OAuthMail.Tool.Sendmail;

/// <summary>What became of a spooled message.</summary>
internal enum SpoolState
{
    /// <summary>The message has not been sent. <c>-q</c> sends it.</summary>
    Waiting,

    /// <summary>A process sends the message, or was killed while it did.</summary>
    Sending,

    /// <summary>The message may have been sent. Only a person can decide to send it again.</summary>
    Unknown,

    /// <summary>The message cannot be sent. The failure says why.</summary>
    Failed,
}
