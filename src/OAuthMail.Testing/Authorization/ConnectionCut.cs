namespace OAuthMail.Testing;

/// <summary>When a connection is cut.</summary>
public enum ConnectionCut
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Before the request is looked at: it has no effect.</summary>
    BeforeHandling,

    /// <summary>After the request has taken effect, before the answer: what was issued or rotated is lost on the way.</summary>
    BeforeAnswer,

    /// <summary>After half of the answer's body.</summary>
    InsideAnswer,
}
