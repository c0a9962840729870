using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace OAuthMail.Networking;

/// <summary>
/// Opens a connection to a mail server, directly or through the account's proxy. Call <see cref="ResolveAsync(CancellationToken)"/>,
/// <see cref="ConnectAsync"/> and, with a proxy, <see cref="OpenTunnelAsync"/> in this order.
/// </summary>
internal sealed class ServerRoute(MailEndpoint endpoint, ConnectionSettings settings, TimeProvider clock) : IDisposable
{
    private IPAddress[] _addresses = [];

    /// <summary>
    /// Gets or sets the callback that validates the certificate of an https:// proxy, or <see langword="null"/> for the system's
    /// validation.
    /// </summary>
    public RemoteCertificateValidationCallback? ValidateProxy { get; set; }

    /// <summary>Gets or sets whether the revocation status of an https:// proxy's certificate is checked.</summary>
    public bool CheckRevocation { get; set; } = settings.CheckCertificateRevocation;

    public MailProxy? Proxy { get; } = settings.Proxy;

    /// <summary>Gets the destination of the TCP connection: the proxy if there is one; otherwise, the mail server.</summary>
    public MailEndpoint First => Proxy?.Endpoint ?? endpoint;

    /// <summary>Gets the local address of the TCP connection, or <see langword="null"/> if the system selects it.</summary>
    public IPAddress? LocalAddress { get; } = settings.LocalAddress;

    /// <summary>Gets the connection, or <see langword="null"/> before <see cref="ConnectAsync"/> succeeds.</summary>
    public WireConnection? Connection { get; private set; }

    /// <summary>Resolves the host name of the proxy or, without a proxy, of the server.</summary>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellationToken) =>
        _addresses = IPAddress.TryParse(First.Host, out var literal)
            ? [literal]
            : await ResolveAsync(
                First.Host, Proxy is null ? Problems.HostNotFound : Problems.ProxyNotFound, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Tries the addresses in order and connects to the first that responds. Each address gets an equal part of the time limit, so that
    /// an address that never responds does not use up the time of the others.
    /// </summary>
    /// <returns>The connected address.</returns>
    public async Task<IPAddress> ConnectAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var addresses = LocalAddress is null
            ? _addresses
            : Array.FindAll(_addresses, address => address.AddressFamily == LocalAddress.AddressFamily);
        if (addresses.Length == 0)
        {
            throw new WireException(
                Problems.LocalAddressUnusable,
                $"The local address {LocalAddress} can't connect to any of these addresses: {JoinAddresses()}.");
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
                failures.Add($"{addresses[i]}: {(share.Token.IsCancellationRequested ? "no response" : failure.Message)}");
            }
        }

        throw new WireException(
            Proxy is null ? Problems.HostUnreachable : Problems.ProxyUnreachable,
            $"No connection to port {First.Port} of {(Proxy is null ? "" : "the proxy ")}{First.Host}: {string.Join("; ", failures)}.");
    }

    /// <summary>Asks the proxy to connect to the mail server.</summary>
    /// <returns>The mail server's address in the request to the proxy.</returns>
    public async Task<ProxyTarget> OpenTunnelAsync(CancellationToken cancellationToken)
    {
        var target = await FindTargetAsync(cancellationToken).ConfigureAwait(false);
        if (Proxy!.Kind == MailProxyKind.Https) await SecureAsync(Proxy, cancellationToken).ConfigureAwait(false);
        await ProxyTunnel.Create(Proxy, Connection!).OpenAsync(target, cancellationToken).ConfigureAwait(false);
        return target;
    }

    public void Dispose() => Connection?.Dispose();

    private string JoinAddresses() => string.Join(", ", _addresses.Select(address => address.ToString()));

    private async Task<IPAddress[]> ResolveAsync(string host, Problem otherwise, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Names.ResolveAsync(host, clock, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new WireException(otherwise, $"The host name '{host}' has no address.");
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new WireException(otherwise, $"'{host}': {failure.Message.TrimEnd('.')}.", null, failure);
        }
    }

    /// <summary>
    /// Returns the host name for the proxy to resolve. For SOCKS 4, resolves the name here, because it supports only addresses.
    /// </summary>
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
