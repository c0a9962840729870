namespace OAuthMail.Testing;

/// <summary>Where a line of a transcript comes from.</summary>
public enum TranscriptSide
{
    /// <summary>The client sent it.</summary>
    Client,

    /// <summary>The server sent it.</summary>
    Server,

    /// <summary>Neither: something happened, such as the TLS handshake or the end of the connection.</summary>
    Event,
}
