namespace OAuthMail.Storage.Protection;

/// <summary>Stores records unprotected. Used only if the caller has explicitly allowed it.</summary>
internal sealed class UnprotectedTokens : ITokenProtector
{
    public string KeyId => "unprotected";

    public byte[] Protect(byte[] record, byte[] context) => (byte[])record.Clone();

    public byte[] Unprotect(byte[] data, byte[] context) => (byte[])data.Clone();
}
