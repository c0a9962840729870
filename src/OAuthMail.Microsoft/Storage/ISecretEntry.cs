namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// One entry in a secret storage. The methods throw the exceptions of the storage, and do not synchronize with other processes.
/// </summary>
internal interface ISecretEntry
{
    /// <summary>Gets the name of the storage for messages.</summary>
    string Description { get; }

    /// <summary>Returns the content. It is empty if there is no entry.</summary>
    byte[] Read();

    /// <summary>Replaces the content.</summary>
    void Write(byte[] content);

    /// <summary>Removes the content.</summary>
    void Clear();
}
