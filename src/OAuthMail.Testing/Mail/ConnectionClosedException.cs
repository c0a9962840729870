namespace OAuthMail.Testing.Mail;

/// <summary>
/// Stops the handling of a connection: the client disconnected, a fault closed the connection, or the server sent its
/// final reply. The server catches this exception.
/// </summary>
internal sealed class ConnectionClosedException(string reason, bool cut) : Exception(reason)
{
    /// <summary>Gets a value that indicates whether the socket is closed at once, without a TLS shutdown.</summary>
    public bool IsCut => cut;
}
