namespace OAuthMail.ConnectionTest.Wire;

/// <summary>Specifies the status of a reply in all three protocols.</summary>
internal enum ReplyStatus
{
    /// <summary>Success: 2xx, OK or +OK.</summary>
    Ok,

    /// <summary>The server waits for more data: 3xx or <c>+</c>.</summary>
    Continue,

    /// <summary>The server rejected the command.</summary>
    Rejected,
}
