using Microsoft.AspNetCore.DataProtection;
using OAuthMail.Storage;

namespace OAuthMail.AspNetCore.Protection;

/// <summary>Protects token records with ASP.NET Core Data Protection. The location of a record is part of its purpose.</summary>
internal sealed class DataProtectionTokenProtector(IDataProtectionProvider provider) : ITokenProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("OAuthMail.TokenStore.v1");

    public string KeyId => "data-protection";

    public byte[] Protect(byte[] record, byte[] context)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(context);
        return For(context).Protect(record);
    }

    public byte[] Unprotect(byte[] data, byte[] context)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        return For(context).Unprotect(data);
    }

    private IDataProtector For(byte[] context) => _protector.CreateProtector(Convert.ToBase64String(context));
}
