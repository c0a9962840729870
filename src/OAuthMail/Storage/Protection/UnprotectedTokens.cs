namespace OAuthMail.Storage.Protection;

/// <summary>Protects nothing: only by explicit choice.</summary>
internal sealed class UnprotectedTokens : ITokenProtector
{
    public string KeyId => "unprotected";

    public byte[] Protect(byte[] record, byte[] context) => (byte[])record.Clone();

    public byte[] Unprotect(byte[] data, byte[] context) => (byte[])data.Clone();
}
