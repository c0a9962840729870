using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthMail.Testing.Graph;

/// <summary>Handles every request: finds the operation, checks the token, applies faults, and writes the response.</summary>
internal sealed class GraphRequests(GraphTestServer server)
{
    /// <summary>The maximum length of a body: 4 MB.</summary>
    public const int MaximumBody = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly GraphOperations _operations = new(server);

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var route = GraphRoute.Find(request);
        var entry = new GraphTestRequest(
            route?.Operation, request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "",
            request.Headers["Prefer"].ToString(), request.Headers.Authorization.Count > 0);
        server.Log(entry);
        if (route is null)
        {
            await WriteErrorAsync(context, entry, new GraphErrorException(400, "BadRequest", "Resource not found for the segment."))
                .ConfigureAwait(false);
            return;
        }

        var body = await ReadAsync(request).ConfigureAwait(false);
        var fault = server.TakeFault(route.Operation);
        if (fault?.Gate is { } gate) await gate.PassAsync(context.RequestAborted).ConfigureAwait(false);
        if (fault is { Handles: false } && (fault.Cuts || fault.Status is not null))
        {
            await FailAsync(context, entry, fault).ConfigureAwait(false);
            return;
        }

        try
        {
            var result = Handle(route, request, body);
            if (fault is { Handles: true }) await FailAsync(context, entry, fault).ConfigureAwait(false);
            else await WriteAsync(context, entry, result).ConfigureAwait(false);
        }
        catch (GraphErrorException error)
        {
            await WriteErrorAsync(context, entry, error).ConfigureAwait(false);
        }
    }

    private GraphResult Handle(GraphRoute route, HttpRequest request, byte[]? body)
    {
        if (route.Operation == GraphOperation.Upload) return _operations.Upload(route, request, body);
        var mailbox = Authorize(route, request);
        var running = _running.AddOrUpdate(mailbox.Address, 1, static (_, count) => count + 1);
        try
        {
            server.HighestConcurrency = Math.Max(server.HighestConcurrency, running);
            if (running > server.MaxConcurrentRequests)
            {
                throw new GraphErrorException(
                    429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.") { RetryAfter = "1" };
            }

            if (body is null) throw new GraphErrorException(413, "RequestEntityTooLarge", "maximum request length supported is 4MB");
            return _operations.Handle(route, mailbox, request, body);
        }
        finally
        {
            _running.AddOrUpdate(mailbox.Address, 0, static (_, count) => count - 1);
        }
    }

    private TestMailbox Authorize(GraphRoute route, HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw new GraphErrorException(401, "InvalidAuthenticationToken", "Access token is empty.");
        var verdict = server.Checker.CheckGraph(header[scheme.Length..], route.User, route.Permissions, out var own);
        switch (verdict)
        {
            case TokenVerdict.Accepted:
                return server.Mailboxes.Find(route.User ?? own!)
                    ?? throw new GraphErrorException(404, "ErrorInvalidUser", $"The requested user '{route.User}' is invalid.");
            case TokenVerdict.InsufficientScope or TokenVerdict.WrongUser:
                throw new GraphErrorException(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
            case TokenVerdict.WrongAudience:
                throw new GraphErrorException(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");
            case TokenVerdict.Expired:
                throw new GraphErrorException(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
            default:
                throw new GraphErrorException(401, "InvalidAuthenticationToken", "CompactToken parsing failed with error code: 80049217");
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        try
        {
            while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0)
            {
                body.Write(buffer, 0, read);
            }
        }
        catch (BadHttpRequestException)
        {
            return null;
        }

        return body.Length > MaximumBody ? null : body.ToArray();
    }

    private static async Task FailAsync(HttpContext context, GraphTestRequest entry, GraphFault fault)
    {
        if (fault.Cuts)
        {
            context.Abort();
            return;
        }

        if (fault.Location is not null) context.Response.Headers.Location = fault.Location;
        if (fault.Challenge is not null) context.Response.Headers.WWWAuthenticate = fault.Challenge;
        if (fault.Body is null)
        {
            var error = new GraphErrorException(fault.Status!.Value, fault.Code, fault.Message) { RetryAfter = fault.RetryAfter };
            await WriteErrorAsync(context, entry, error).ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, entry, new GraphResult(fault.Status!.Value, System.Text.Encoding.UTF8.GetBytes(fault.Body), "text/html"))
            .ConfigureAwait(false);
    }

    private static Task WriteErrorAsync(HttpContext context, GraphTestRequest entry, GraphErrorException error)
    {
        if (error.RetryAfter is not null) context.Response.Headers.RetryAfter = error.RetryAfter;
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = error.Code,
                ["message"] = error.Message,
                ["innerError"] = new JsonObject { ["request-id"] = Guid.NewGuid().ToString() },
            },
        };
        return WriteAsync(context, entry, GraphResult.Json(error.Status, body));
    }

    private static async Task WriteAsync(HttpContext context, GraphTestRequest entry, GraphResult result)
    {
        entry.Status = result.Status;
        context.Response.StatusCode = result.Status;
        context.Response.Headers["request-id"] = Guid.NewGuid().ToString();
        if (result.Body.Length == 0) return;
        context.Response.ContentType = result.ContentType;
        context.Response.ContentLength = result.Body.Length;
        await context.Response.Body.WriteAsync(result.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
