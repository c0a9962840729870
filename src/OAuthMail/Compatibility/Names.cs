using System.Net;

namespace OAuthMail.Compatibility;

/// <summary>Resolves host names. Cancellation also works on platforms whose name resolution cannot be canceled.</summary>
internal static class Names
{
    public static Task<IPAddress[]> ResolveAsync(string host, TimeProvider clock, CancellationToken cancellationToken) =>
#if NET
        Dns.GetHostAddressesAsync(host, cancellationToken).WaitOrAbandonAsync(clock, cancellationToken);
#else
        Dns.GetHostAddressesAsync(host).WaitOrAbandonAsync(clock, cancellationToken);
#endif
}
