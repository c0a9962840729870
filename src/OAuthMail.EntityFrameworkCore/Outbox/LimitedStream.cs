namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>A stream in memory that stops at a limit, before the rest is in memory.</summary>
internal sealed class LimitedStream(int maximum) : MemoryStream
{
    /// <summary>Gets a value that indicates whether more was written than fits.</summary>
    public bool IsExceeded { get; private set; }

    // The other methods of a derived stream write through these.
    public override void Write(byte[] buffer, int offset, int count)
    {
        Require(count);
        base.Write(buffer, offset, count);
    }

    public override void WriteByte(byte value)
    {
        Require(1);
        base.WriteByte(value);
    }

    private void Require(int count)
    {
        if (Length + count <= maximum) return;
        IsExceeded = true;
        throw new IOException("The message exceeds the limit.");
    }
}
