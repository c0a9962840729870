using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Testing.Hosting;

/// <summary>Represents what all servers of a host have in common.</summary>
/// <param name="TimeProvider">The clock.</param>
/// <param name="ExternalHost">
/// The name by which other machines reach the servers, or <see langword="null"/> if only this machine does.
/// </param>
/// <param name="Certificate">The certificate for all names of the host. The host disposes it.</param>
internal sealed record SharedSettings(TimeProvider TimeProvider, string? ExternalHost, X509Certificate2 Certificate)
{
    /// <summary>The names and addresses by which this machine reaches the servers.</summary>
    public static readonly IReadOnlyList<string> LocalNames = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Returns whether the certificate is valid for a name.</summary>
    public bool Covers(string host) =>
        LocalNames.Append(ExternalHost).Contains(host, StringComparer.OrdinalIgnoreCase);
}
