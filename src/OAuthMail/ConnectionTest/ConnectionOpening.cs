using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using OAuthMail.Accounts;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Diagnosis;
using OAuthMail.Providers;

namespace OAuthMail.ConnectionTest;

/// <summary>The way to the mail server's first octet: directly, or through the account's proxy.</summary>
internal sealed class ConnectionOpening(AttemptContext context) : IDisposable
{
    private readonly MailProxy? _proxy = context.Account.Connection.Proxy;

    private IPAddress[] _addresses = [];

    /// <summary>The connection, once there is one.</summary>
    public WireConnection? Connection { get; private set; }

    /// <summary>Where the TCP connection goes.</summary>
    private MailEndpoint First => _proxy?.Endpoint ?? context.Endpoint;

    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (!await StepAsync(ConnectionStepKind.NameResolution, ResolveAsync, cancellationToken).ConfigureAwait(false)) return false;
        if (!await StepAsync(ConnectionStepKind.Connect, ConnectAsync, cancellationToken).ConfigureAwait(false)) return false;
        return _proxy is null || await StepAsync(ConnectionStepKind.Proxy, (notes, cancel) => GoThroughAsync(_proxy, notes, cancel), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => Connection?.Dispose();

    private Task<bool> StepAsync(ConnectionStepKind kind, Func<StepNotes, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        context.Log.RunAsync(kind, context.Tester.StepTimeout, action, cancellationToken);

    private async Task ResolveAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(First.Host, out var literal))
        {
            _addresses = [literal];
            notes.Skip($"the {(_proxy is null ? "host" : "proxy")} is an address");
            return;
        }

        _addresses = await ResolveAsync(First.Host, _proxy is null ? Problems.HostNotFound : Problems.ProxyNotFound, cancellationToken).ConfigureAwait(false);
        var addresses = string.Join(", ", _addresses.Select(address => address.ToString()));
        notes.Detail = _proxy is null ? addresses : $"proxy {First.Host}: {addresses}";
    }

    private async Task<IPAddress[]> ResolveAsync(string host, Problem otherwise, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Names.ResolveAsync(host, context.Tester.TimeProvider, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new WireException(otherwise, $"'{host}' has no address.");
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            throw new WireException(otherwise, $"'{host}': {failure.Message.TrimEnd('.')}.", null, failure);
        }
    }

    private async Task ConnectAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var local = context.Account.Connection.LocalAddress;
        var addresses = local is null ? _addresses : Array.FindAll(_addresses, address => address.AddressFamily == local.AddressFamily);
        if (addresses.Length == 0) throw new WireException(Problems.LocalAddressUnusable, $"{local} cannot connect to any of {string.Join(", ", _addresses.Select(address => address.ToString()))}.");

        var failures = new List<string>();
        for (var i = 0; i < addresses.Length && !cancellationToken.IsCancellationRequested; i++)
        {
            // An address that swallows everything must leave time for the others.
            var share = TimeSpan.FromTicks(context.Tester.StepTimeout.Ticks / addresses.Length);
            using var limit = context.Tester.TimeProvider.CreateCancellationTokenSource(share);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                Connection = await WireConnection.ConnectAsync(addresses[i], First.Port, local, either.Token).ConfigureAwait(false);
                notes.Detail = $"{(_proxy is null ? "" : "proxy ")}{new MailEndpoint(addresses[i].ToString().Split('%')[0], First.Port, First.Tls)}{(local is null ? "" : $" from {local}")}";
                return;
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                failures.Add($"{addresses[i]}: {(either.IsCancellationRequested ? "no answer" : failure.Message)}");
            }
        }

        throw new WireException(
            _proxy is null ? Problems.HostUnreachable : Problems.ProxyUnreachable,
            $"Port {First.Port} of {(_proxy is null ? "" : "the proxy ")}{First.Host}: {string.Join("; ", failures)}.");
    }

    private async Task GoThroughAsync(MailProxy proxy, StepNotes notes, CancellationToken cancellationToken)
    {
        var target = await FindTargetAsync(proxy, cancellationToken).ConfigureAwait(false);
        if (proxy.Kind == MailProxyKind.Https) await SecureAsync(proxy, cancellationToken).ConfigureAwait(false);
        await ProxyTunnel.Create(proxy, Connection!).OpenAsync(target, cancellationToken).ConfigureAwait(false);
        notes.Detail = $"{proxy} leads to {target.Authority}";
    }

    /// <summary>The proxy resolves the mail server's name, except that SOCKS 4 has addresses only.</summary>
    private async Task<ProxyTarget> FindTargetAsync(MailProxy proxy, CancellationToken cancellationToken)
    {
        var target = ProxyTarget.Create(context.Endpoint);
        if (proxy.Kind != MailProxyKind.Socks4 || target.Address is not null) return target;
        var addresses = await ResolveAsync(context.Endpoint.Host, Problems.HostNotFound, cancellationToken).ConfigureAwait(false);
        var usable = Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork);
        return usable is null ? target : ProxyTarget.At(usable, target.Port);
    }

    private async Task SecureAsync(MailProxy proxy, CancellationToken cancellationToken)
    {
        var check = new CertificateCheck(proxy.Host, context.Tester.ProxyCertificateValidationCallback);
        try
        {
            await Connection!.SecureToProxyAsync(new TlsSettings(proxy.Host, check.Validate, context.CheckRevocation), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            throw cancellationToken.IsCancellationRequested ? new WireException(Problems.ProxySilent, $"The proxy {proxy} did not finish the TLS handshake in time.", null, failure)
                : check.Problem is { } problem ? new WireException(Problems.ProxyCertificateRefused, $"{check.Explain()} ({problem})", null, failure)
                : new WireException(Problems.ProxyTlsFailed, $"The proxy {proxy}: {failure.Message}", null, failure);
        }
    }
}
