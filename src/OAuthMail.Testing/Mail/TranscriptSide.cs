namespace OAuthMail.Testing;

/// <summary>Specifies the origin of a line in a transcript.</summary>
public enum TranscriptSide
{
    /// <summary>The client sent the line.</summary>
    Client,

    /// <summary>The server sent the line.</summary>
    Server,

    /// <summary>The line describes an event, such as the TLS handshake or the end of the connection.</summary>
    Event,
}
