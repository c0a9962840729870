namespace OAuthMail.Flows;

/// <summary>What it costs to send a request again whose answer was lost.</summary>
internal enum RequestSafety
{
    /// <summary>Nothing: each answer is independent of the ones before.</summary>
    Repeatable,

    /// <summary>
    /// A rotating server may have spent the refresh token. One repetition falls into the grace that such servers give; more is reuse.
    /// </summary>
    RepeatableOnce,

    /// <summary>An authorization code is good once; sending it again revokes what the first one got (RFC 6749 section 4.1.2).</summary>
    NotRepeatable,

    /// <summary>The caller asks again by itself, at the pace that the server has set: a device's poll (RFC 8628 section 3.5).</summary>
    RepeatedByCaller,
}
