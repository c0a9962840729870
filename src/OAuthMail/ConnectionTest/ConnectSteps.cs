using System.Net;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>The steps that open the connection: name resolution, TCP connection and proxy.</summary>
internal sealed class ConnectSteps(ConnectionTestContext context) : IDisposable
{
    private readonly ServerRoute _route = new(context.Endpoint, context.Account.Connection, context.Tester.TimeProvider)
    {
        ValidateProxy = context.Tester.ProxyCertificateValidationCallback,
        CheckRevocation = context.CheckRevocation,
    };

    /// <summary>Gets the connection, or <see langword="null"/> before <see cref="OpenAsync"/> succeeds.</summary>
    public WireConnection? Connection => _route.Connection;

    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (!await StepAsync(ConnectionStepKind.NameResolution, ResolveAsync, cancellationToken).ConfigureAwait(false)) return false;
        if (!await StepAsync(ConnectionStepKind.Connect, ConnectAsync, cancellationToken).ConfigureAwait(false)) return false;
        return _route.Proxy is null || await StepAsync(ConnectionStepKind.Proxy, OpenTunnelAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts TLS and verifies the server's certificate.</summary>
    public async Task SecureAsync(StepResult result, CancellationToken cancellationToken)
    {
        var check = new CertificateCheck(context.Endpoint.Host, context.Tester.ServerCertificateValidationCallback);
        try
        {
            var settings = new TlsSettings(
                context.Endpoint.Host, check.Validate, context.CheckRevocation, context.Account.Connection.GetClientCertificate());
            await Connection!.SecureAsync(settings, cancellationToken).ConfigureAwait(false);
            result.Detail = $"{Connection.DescribeTls()}, {check.Description}";
        }
        catch (Exception failure) when (check.Problem is { } problem && !cancellationToken.IsCancellationRequested)
        {
            throw new WireException(problem, check.Explain(), null, failure);
        }
    }

    public void Dispose() => _route.Dispose();

    private Task<bool> StepAsync(
        ConnectionStepKind kind, Func<StepResult, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        context.Runner.RunAsync(kind, context.Tester.StepTimeout, action, cancellationToken);

    private async Task ResolveAsync(StepResult result, CancellationToken cancellationToken)
    {
        var found = await _route.ResolveAsync(cancellationToken).ConfigureAwait(false);
        var addresses = string.Join(", ", found.Select(address => address.ToString()));
        var host = _route.First.Host;
        if (IPAddress.TryParse(host, out _)) result.Skip($"the {(_route.Proxy is null ? "host" : "proxy")} is an IP address");
        else result.Detail = _route.Proxy is null ? addresses : $"proxy {host}: {addresses}";
    }

    private async Task ConnectAsync(StepResult result, CancellationToken cancellationToken)
    {
        var address = await _route.ConnectAsync(context.Tester.StepTimeout, cancellationToken).ConfigureAwait(false);
        var reached = new MailEndpoint(address.ToString().Split('%')[0], _route.First.Port, _route.First.Tls);
        var source = _route.LocalAddress is null ? "" : $" from {_route.LocalAddress}";
        result.Detail = $"{(_route.Proxy is null ? "" : "proxy ")}{reached}{source}";
    }

    private async Task OpenTunnelAsync(StepResult result, CancellationToken cancellationToken)
    {
        var target = await _route.OpenTunnelAsync(cancellationToken).ConfigureAwait(false);
        result.Detail = $"{_route.Proxy} connected to {target.Authority}";
    }
}
