using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuthMail.Tool.Configuration;

/// <summary>
/// Validates the certificate of an authorization server with those of the system's roots that its chain names. .NET reads all roots of a
/// Linux system for its first TLS connection, which takes five times as long as the rest of a token request. If the named roots do not
/// suffice, all roots decide, so that the result is that of the system.
/// </summary>
internal sealed class NamedRootsTrust(SystemRoots roots)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>
    /// Keeps .NET from reading the roots in this process. Only for a process whose TLS connections all use <see cref="CreateOptions"/>.
    /// </summary>
    public static void DisableSystemRoots()
    {
        // .NET reads these from the environment of the process, which it does not change itself.
        SetVariable("SSL_CERT_FILE", "/dev/null");
        SetVariable("SSL_CERT_DIR", "/dev/null");
    }

    /// <summary>Returns the options of TLS connections.</summary>
    public SslClientAuthenticationOptions CreateOptions() => new()
    {
        CertificateChainPolicy = CreatePolicy([], []),
        RemoteCertificateValidationCallback = Validate,
    };

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var others = errors & ~SslPolicyErrors.RemoteCertificateChainErrors;
        if (certificate is null || chain is null || others != SslPolicyErrors.None)
        {
            throw new AuthenticationException($"The remote certificate is invalid according to the validation procedure: {others}");
        }

        using var leaf = new X509Certificate2(certificate);
        var sent = chain.ChainPolicy.ExtraStore;
        var named = roots.ReadNamed([.. sent.Append(leaf).Select(one => one.IssuerName.RawData)]);
        if (named.Count > 0 && IsTrusted(leaf, CreatePolicy(named, sent), out _)) return true;
        var policy = CreatePolicy(roots.ReadAll(), sent);
        policy.DisableCertificateDownloads = false;
        if (IsTrusted(leaf, policy, out var reasons)) return true;
        throw new AuthenticationException($"The remote certificate is invalid because of errors in the certificate chain: {reasons}");
    }

    private static bool IsTrusted(X509Certificate2 leaf, X509ChainPolicy policy, out string reasons)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = policy;
        var isTrusted = chain.Build(leaf);
        reasons = string.Join(", ", chain.ChainStatus.Select(status => status.Status));
        return isTrusted;
    }

    private static X509ChainPolicy CreatePolicy(X509Certificate2Collection trusted, X509Certificate2Collection sent)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.CustomTrustStore.AddRange(trusted);
        policy.ExtraStore.AddRange(sent);
        return policy;
    }

    private static void SetVariable(string name, string value) =>
        _ = SetNative(Encoding.UTF8.GetBytes(name + "\0"), Encoding.UTF8.GetBytes(value + "\0"), 1);

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe code. All arguments are blittable.
    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetNative(byte[] name, byte[] value, int overwrite);
#pragma warning restore SYSLIB1054
}
