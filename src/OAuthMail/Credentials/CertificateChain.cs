using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Credentials;

/// <summary>
/// Creates the header member <c>x5c</c> (RFC 7515 section 4.1.6): the certificate, then those of its issuers that are on this machine.
/// The root certificate is left out, because a server that trusts it has it.
/// </summary>
internal static class CertificateChain
{
    /// <summary>Returns the certificates in base64 (not base64url), separated by spaces as in <see cref="JwtSigner.Header"/>.</summary>
    public static string ToX5c(X509Certificate2 certificate, X509Certificate2Collection? issuers)
    {
        using var chain = new X509Chain();

        // The chain is only collected, without network requests: the receiver validates it.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllFlags;
#if NET
        chain.ChainPolicy.DisableCertificateDownloads = true;
#else
        // .NET Framework has no such setting, so the time-out prevents downloads.
        chain.ChainPolicy.UrlRetrievalTimeout = TimeSpan.FromMilliseconds(1);
#endif
        if (issuers is not null) chain.ChainPolicy.ExtraStore.AddRange(issuers);
        chain.Build(certificate);
        var found = chain.ChainElements.Cast<X509ChainElement>().Select(element => element.Certificate).ToList();
        var sent = found.Skip(1).Where(issuer => !IsRoot(issuer)).Prepend(certificate)
            .Select(each => Convert.ToBase64String(each.RawData)).ToArray();
        foreach (var each in found) each.Dispose();
        return string.Join(" ", sent);
    }

    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
