namespace OAuthMail.Graph.Http;

/// <summary>Whether a request may have been sent completely.</summary>
internal sealed class TrackedWrite
{
    /// <summary>Gets or sets a value that indicates whether the last part of the body may have been written.</summary>
    public bool IsComplete { get; set; }
}
