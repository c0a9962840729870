using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Networking;

/// <summary>Validates a server's certificate, and records its description and the reason for a rejection.</summary>
internal sealed class CertificateCheck(string host, RemoteCertificateValidationCallback? callback)
{
    private string _chain = "";

    /// <summary>Gets the subject, issuer, validity period and names of the certificate.</summary>
    public string Description { get; private set; } = "no certificate";

    /// <summary>Gets the reason for the rejection, or <see langword="null"/> if the certificate was accepted.</summary>
    public Problem? Problem { get; private set; }

    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var leaf = certificate is null ? null : new X509Certificate2(certificate);
        if (leaf is not null) Description = CertificateText.Describe(leaf);
        if (chain is not null) _chain = string.Join(", ", chain.ChainStatus.Select(status => status.Status.ToString()).Distinct());
        if (callback is null ? errors == SslPolicyErrors.None : callback(sender, certificate, chain, errors)) return true;
        Problem = Find(leaf, errors);
        return false;
    }

    public string Explain() => $"Connected to '{host}': {Description}{(_chain.Length == 0 ? "" : $"; chain status: {_chain}")}.";

    private static Problem Find(X509Certificate2? leaf, SslPolicyErrors errors)
    {
        // The system's own check uses the machine's clock, so this comparison uses it too.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (leaf is null) return Problems.CertificateRefused;
        if (now > leaf.NotAfter.ToUniversalTime() || now < leaf.NotBefore.ToUniversalTime()) return Problems.CertificateExpired;
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0) return Problems.CertificateNameMismatch;
        return (errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0 ? Problems.CertificateUntrusted : Problems.CertificateRefused;
    }
}
