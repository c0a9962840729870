using OAuthMail.Microsoft.Storage;

namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>An entry in memory that simulates failures which cannot be caused with a real storage.</summary>
internal sealed class MemorySecretEntry : ISecretEntry
{
    public string Description => "The storage of the test";

    public byte[] Content { get; set; } = [];

    public int Writes { get; private set; }

    /// <summary>Gets or sets the exception that all methods throw.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets or sets the exception that reading throws.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>Gets or sets whether reading returns no content although there is an entry.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Gets or sets an action that is called after each write.</summary>
    public Action AfterWrite { get; set; } = () => { };

    /// <summary>Gets or sets an action that is called before each read.</summary>
    public Action BeforeRead { get; set; } = () => { };

    public byte[] Read()
    {
        BeforeRead();
        if ((Failure ?? ReadFailure) is { } failure) throw failure;
        return IsLocked ? [] : (byte[])Content.Clone();
    }

    public void Write(byte[] content)
    {
        if (Failure is not null) throw Failure;
        Content = (byte[])content.Clone();
        Writes++;
        AfterWrite();
    }

    public void Clear()
    {
        if (Failure is not null) throw Failure;
        Content = [];
    }
}
