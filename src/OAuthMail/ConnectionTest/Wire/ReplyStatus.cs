namespace OAuthMail.ConnectionTest.Wire;

/// <summary>What the three protocols' status words and codes have in common.</summary>
internal enum ReplyStatus
{
    /// <summary>2xx, OK, +OK.</summary>
    Ok,

    /// <summary>3xx, <c>+</c>: the server waits for more.</summary>
    Continue,

    /// <summary>Everything else: refused.</summary>
    Refused,
}
