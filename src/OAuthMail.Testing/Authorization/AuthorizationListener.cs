using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;
using OAuthMail.Testing.Authorization.Http;
using OAuthMail.Testing.Hosting;

namespace OAuthMail.Testing.Authorization;

/// <summary>
/// Serves a <see cref="TestAuthorizationServer"/> over HTTPS. The port is bound by the constructor and accepts
/// connections after the start.
/// </summary>
internal sealed class AuthorizationListener : IHostedPart
{
    private readonly SharedSettings _shared;
    private readonly ServerSockets _sockets;
    private readonly ServerState _state;
    private WebApplication? _application;

    public AuthorizationListener(AuthorizationServerOptions options, SharedSettings shared)
    {
        _shared = shared;
        _sockets = ServerSockets.Bind(options.Port, shared.ExternalHost is not null);
        var origin = $"https://{shared.ExternalHost ?? "localhost"}:{_sockets.Port}";
        Dialect dialect = options.Dialect switch
        {
            AuthorizationDialect.Entra => new EntraDialect(options, origin),
            AuthorizationDialect.Google => new GoogleDialect(options, origin),
            _ => new GenericDialect(options, origin),
        };
        _state = new ServerState(dialect, shared.TimeProvider);
        Server = new TestAuthorizationServer(_state);
    }

    public TestAuthorizationServer Server { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The empty builder reads no configuration, so settings for other servers on the machine do not affect this
        // one.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<SocketTransportOptions>(o => o.CreateBoundListenSocket = _sockets.Take);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
            foreach (var address in _sockets.Addresses)
                kestrel.Listen(address, _sockets.Port, listen => listen.UseHttps(_shared.Certificate));
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _application = builder.Build();
        _application.Run(new RequestPipeline(_state, Server.Faults, Server.Requests).HandleAsync);
        return _application.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync().ConfigureAwait(false);
        _sockets.Dispose();
        _state.Dispose();
    }
}
