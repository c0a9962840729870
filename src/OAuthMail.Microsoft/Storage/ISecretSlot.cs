namespace OAuthMail.Microsoft.Storage;

/// <summary>A place for one secret. It throws what the system throws, and waits for nobody else who uses it.</summary>
internal interface ISecretSlot
{
    /// <summary>Which storage of which system, for messages.</summary>
    string Description { get; }

    /// <summary>The content; empty if there is none.</summary>
    byte[] Read();

    /// <summary>Replaces the content.</summary>
    void Write(byte[] content);

    /// <summary>Removes the content.</summary>
    void Clear();
}
