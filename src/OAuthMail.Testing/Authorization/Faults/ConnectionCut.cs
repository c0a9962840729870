namespace OAuthMail.Testing;

/// <summary>Specifies when a connection is aborted.</summary>
public enum ConnectionCut
{
    /// <summary>The connection is not aborted.</summary>
    None,

    /// <summary>Before the request is handled. The request has no effect.</summary>
    BeforeHandling,

    /// <summary>
    /// After the request was handled and before the response is sent. Tokens that were issued or rotated are lost.
    /// </summary>
    BeforeAnswer,

    /// <summary>After half of the response body was sent.</summary>
    InsideAnswer,
}
