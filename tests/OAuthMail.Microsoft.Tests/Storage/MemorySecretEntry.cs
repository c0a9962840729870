using OAuthMail.Microsoft.Storage;

namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>A system's storage that misbehaves on demand, as real ones do where one cannot make them.</summary>
internal sealed class MemorySecretEntry : ISecretEntry
{
    public string Description => "The storage of the test";

    public byte[] Content { get; set; } = [];

    public int Writes { get; private set; }

    /// <summary>Thrown by everything.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown by reading.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>Whether it says that it has nothing.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Called by each write.</summary>
    public Action Written { get; set; } = () => { };

    public byte[] Read()
    {
        if ((Failure ?? ReadFailure) is { } failure) throw failure;
        return IsLocked ? [] : (byte[])Content.Clone();
    }

    public void Write(byte[] content)
    {
        if (Failure is not null) throw Failure;
        Content = (byte[])content.Clone();
        Writes++;
        Written();
    }

    public void Clear()
    {
        if (Failure is not null) throw Failure;
        Content = [];
    }
}
