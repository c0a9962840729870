namespace OAuthMail.Testing.Mail;

/// <summary>The connection is over: the client went away, a fault cut it, or the server said goodbye. Never leaves the server.</summary>
internal sealed class ConnectionClosedException(string reason, bool cut) : Exception(reason)
{
    /// <summary>Whether the socket is closed at once, without TLS's own goodbye.</summary>
    public bool IsCut => cut;
}
