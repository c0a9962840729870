using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Networking;

/// <summary>Decides about a server's certificate as it was asked to, and remembers what it saw and why it said no.</summary>
internal sealed class CertificateCheck(string host, RemoteCertificateValidationCallback? callback)
{
    private string _chain = "";

    /// <summary>Subject, issuer, dates and names.</summary>
    public string Description { get; private set; } = "no certificate";

    /// <summary>Why it was refused; null if it was not.</summary>
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

    public string Explain() => $"Connected to '{host}': {Description}{(_chain.Length == 0 ? "" : $"; the chain says {_chain}")}.";

    private static Problem Find(X509Certificate2? leaf, SslPolicyErrors errors)
    {
        // Certificates go by the machine's clock, like the system's own check.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (leaf is null) return Problems.CertificateRefused;
        if (now > leaf.NotAfter.ToUniversalTime() || now < leaf.NotBefore.ToUniversalTime()) return Problems.CertificateExpired;
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0) return Problems.CertificateNameMismatch;
        return (errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0 ? Problems.CertificateUntrusted : Problems.CertificateRefused;
    }
}
