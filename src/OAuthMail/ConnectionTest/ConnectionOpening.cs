using System.Net;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>The steps of the way to the mail server's first octet.</summary>
internal sealed class ConnectionOpening(AttemptContext context) : IDisposable
{
    private readonly WireRoute _route = new(context.Endpoint, context.Account.Connection, context.Tester.TimeProvider)
    {
        ValidateProxy = context.Tester.ProxyCertificateValidationCallback,
        CheckRevocation = context.CheckRevocation,
    };

    /// <summary>The connection, once there is one.</summary>
    public WireConnection? Connection => _route.Connection;

    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (!await StepAsync(ConnectionStepKind.NameResolution, ResolveAsync, cancellationToken).ConfigureAwait(false)) return false;
        if (!await StepAsync(ConnectionStepKind.Connect, ConnectAsync, cancellationToken).ConfigureAwait(false)) return false;
        return _route.Proxy is null || await StepAsync(ConnectionStepKind.Proxy, GoThroughAsync, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _route.Dispose();

    private Task<bool> StepAsync(
        ConnectionStepKind kind, Func<StepNotes, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        context.Log.RunAsync(kind, context.Tester.StepTimeout, action, cancellationToken);

    private async Task ResolveAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var found = await _route.ResolveAsync(cancellationToken).ConfigureAwait(false);
        var addresses = string.Join(", ", found.Select(address => address.ToString()));
        var host = _route.First.Host;
        if (IPAddress.TryParse(host, out _)) notes.Skip($"the {(_route.Proxy is null ? "host" : "proxy")} is an address");
        else notes.Detail = _route.Proxy is null ? addresses : $"proxy {host}: {addresses}";
    }

    private async Task ConnectAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var address = await _route.ConnectAsync(context.Tester.StepTimeout, cancellationToken).ConfigureAwait(false);
        var reached = new MailEndpoint(address.ToString().Split('%')[0], _route.First.Port, _route.First.Tls);
        notes.Detail = $"{(_route.Proxy is null ? "" : "proxy ")}{reached}{(_route.LocalAddress is null ? "" : $" from {_route.LocalAddress}")}";
    }

    private async Task GoThroughAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var target = await _route.GoThroughAsync(cancellationToken).ConfigureAwait(false);
        notes.Detail = $"{_route.Proxy} leads to {target.Authority}";
    }
}
