using System.Net;

namespace OAuthMail.Compatibility;

/// <summary>Name resolution that a token ends, also where the platform's own does not listen to it.</summary>
internal static class Names
{
    public static Task<IPAddress[]> ResolveAsync(string host, TimeProvider clock, CancellationToken cancellationToken) =>
#if NET
        Dns.GetHostAddressesAsync(host, cancellationToken).Observed().WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellationToken);
#else
        Dns.GetHostAddressesAsync(host).Observed().WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellationToken);
#endif
}
