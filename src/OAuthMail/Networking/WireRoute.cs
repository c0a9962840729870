using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace OAuthMail.Networking;

/// <summary>
/// The way to a mail server's first octet: directly, or through the account's proxy. Its methods are the steps, in their order.
/// </summary>
internal sealed class WireRoute(MailEndpoint endpoint, ConnectionSettings settings, TimeProvider clock) : IDisposable
{
    private IPAddress[] _addresses = [];

    /// <summary>Decides about the certificate of an https:// proxy; null for the system's trust.</summary>
    public RemoteCertificateValidationCallback? ValidateProxy { get; set; }

    /// <summary>Whether the issuers are asked if the certificate of an https:// proxy was revoked.</summary>
    public bool CheckRevocation { get; set; } = settings.CheckCertificateRevocation;

    public MailProxy? Proxy { get; } = settings.Proxy;

    /// <summary>Where the TCP connection goes.</summary>
    public MailEndpoint First => Proxy?.Endpoint ?? endpoint;

    /// <summary>Where the TCP connection comes from; null where the system chooses.</summary>
    public IPAddress? LocalAddress { get; } = settings.LocalAddress;

    /// <summary>The connection, once there is one.</summary>
    public WireConnection? Connection { get; private set; }

    /// <summary>Finds the addresses of the proxy, or of the server where there is none.</summary>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellationToken) =>
        _addresses = IPAddress.TryParse(First.Host, out var literal)
            ? [literal]
            : await ResolveAsync(
                First.Host, Proxy is null ? Problems.HostNotFound : Problems.ProxyNotFound, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Connects to the first of the addresses that answers. Each gets its share of the time, so that one which swallows everything
    /// leaves some for the others.
    /// </summary>
    /// <returns>That address.</returns>
    public async Task<IPAddress> ConnectAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var addresses = LocalAddress is null
            ? _addresses
            : Array.FindAll(_addresses, address => address.AddressFamily == LocalAddress.AddressFamily);
        if (addresses.Length == 0)
        {
            throw new WireException(
                Problems.LocalAddressUnusable,
                $"{LocalAddress} cannot connect to any of {string.Join(", ", _addresses.Select(address => address.ToString()))}.");
        }

        var failures = new List<string>();
        for (var i = 0; i < addresses.Length && !cancellationToken.IsCancellationRequested; i++)
        {
            using var share = new TimeLimit(clock, TimeSpan.FromTicks(limit.Ticks / addresses.Length), cancellationToken);
            try
            {
                Connection = await WireConnection.ConnectAsync(addresses[i], First.Port, LocalAddress, share.Token).ConfigureAwait(false);
                return addresses[i];
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                failures.Add($"{addresses[i]}: {(share.Token.IsCancellationRequested ? "no answer" : failure.Message)}");
            }
        }

        throw new WireException(
            Proxy is null ? Problems.HostUnreachable : Problems.ProxyUnreachable,
            $"Port {First.Port} of {(Proxy is null ? "" : "the proxy ")}{First.Host}: {string.Join("; ", failures)}.");
    }

    /// <summary>Has the proxy lead the connection on to the server.</summary>
    /// <returns>The server as the proxy was told of it.</returns>
    public async Task<ProxyTarget> GoThroughAsync(CancellationToken cancellationToken)
    {
        var target = await FindTargetAsync(cancellationToken).ConfigureAwait(false);
        if (Proxy!.Kind == MailProxyKind.Https) await SecureAsync(Proxy, cancellationToken).ConfigureAwait(false);
        await ProxyTunnel.Create(Proxy, Connection!).OpenAsync(target, cancellationToken).ConfigureAwait(false);
        return target;
    }

    public void Dispose() => Connection?.Dispose();

    private async Task<IPAddress[]> ResolveAsync(string host, Problem otherwise, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Names.ResolveAsync(host, clock, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new WireException(otherwise, $"'{host}' has no address.");
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new WireException(otherwise, $"'{host}': {failure.Message.TrimEnd('.')}.", null, failure);
        }
    }

    /// <summary>The proxy resolves the mail server's name, except that SOCKS 4 has addresses only.</summary>
    private async Task<ProxyTarget> FindTargetAsync(CancellationToken cancellationToken)
    {
        var target = ProxyTarget.Create(endpoint);
        if (Proxy!.Kind != MailProxyKind.Socks4 || target.Address is not null) return target;
        var addresses = await ResolveAsync(endpoint.Host, Problems.HostNotFound, cancellationToken).ConfigureAwait(false);
        var usable = Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork);
        return usable is null ? target : ProxyTarget.At(usable, target.Port);
    }

    private async Task SecureAsync(MailProxy proxy, CancellationToken cancellationToken)
    {
        var check = new CertificateCheck(proxy.Host, ValidateProxy);
        try
        {
            await Connection!.SecureToProxyAsync(
                new TlsSettings(proxy.Host, check.Validate, CheckRevocation), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (
            failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            throw cancellationToken.IsCancellationRequested ? new WireException(
                Problems.ProxySilent, $"The proxy {proxy} did not finish the TLS handshake in time.", null, failure)
                : check.Problem is { } problem ? new WireException(
                    Problems.ProxyCertificateRefused, $"{check.Explain()} ({problem})", null, failure)
                : new WireException(Problems.ProxyTlsFailed, $"The proxy {proxy}: {failure.Message}", null, failure);
        }
    }
}
