using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthMail.Tool.TestServer;

/// <summary>Serves the control requests over HTTP. Each request contains the token, except the one for the certificate.</summary>
internal sealed class ControlEndpoint : IAsyncDisposable
{
    private const int MaximumBody = 64 * 1024 * 1024;

    private readonly WebApplication _application;
    private readonly TestServerRun _run;
    private readonly ControlRequests _requests;

    private ControlEndpoint(TestServerRun run)
    {
        _run = run;
        _requests = new ControlRequests(run);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            kestrel.Listen(run.Settings.Host is null ? IPAddress.Loopback : IPAddress.Any, run.Settings.Ports["control"]);
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _application = builder.Build();
        _application.Run(HandleAsync);
    }

    /// <summary>Gets the address, with a slash at the end.</summary>
    public Uri Uri
    {
        get
        {
            var bound = new Uri(_application.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
            return new UriBuilder(bound) { Host = _run.Settings.Host ?? "127.0.0.1" }.Uri;
        }
    }

    public static async Task<ControlEndpoint> StartAsync(TestServerRun run, CancellationToken cancellationToken)
    {
        var endpoint = new ControlEndpoint(run);
        try
        {
            await endpoint._application.StartAsync(cancellationToken).ConfigureAwait(false);
            return endpoint;
        }
        catch
        {
            await endpoint.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path == "/ca.pem" && HttpMethods.IsGet(request.Method))
        {
            // The certificate is public. A program needs it before it can use anything else.
            using var root = _run.Host.CertificateAuthority.Root;
            context.Response.ContentType = "application/x-pem-file";
            await context.Response.WriteAsync(root.ExportCertificatePem() + "\n", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        var (status, answer) = await AnswerAsync(request, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString() + "\n", context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<(int Status, JsonNode Answer)> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsAuthorized(request))
            return (StatusCodes.Status401Unauthorized, Error("The request needs the header 'Authorization: Bearer <control token>'."));
        try
        {
            return await _requests.AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            return (StatusCodes.Status400BadRequest, Error(e.Message));
        }
    }

    private bool IsAuthorized(HttpRequest request)
    {
        var given = Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes("Bearer " + _run.ControlToken));
    }

    private static JsonObject Error(string message) => new() { ["error"] = message };
}
