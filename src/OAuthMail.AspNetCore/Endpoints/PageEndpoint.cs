using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>Runs the endpoints of the connect page: headers, proof of forms, and a page for each failure.</summary>
/// <param name="services">Returns the services. They are created at the first request.</param>
/// <param name="options">The options.</param>
internal sealed class PageEndpoint(Lazy<ConnectPage> services, ConnectPageOptions options)
{
    private readonly string _policy =
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'" + OriginOf(options.Stylesheet);

    /// <summary>Creates the handler of an endpoint.</summary>
    /// <param name="page">The route of the endpoint below the connect page.</param>
    /// <param name="handleAsync">Writes the page.</param>
    public RequestDelegate Create(string page, Func<ConnectPage, PageRequest, Task> handleAsync) => async context =>
    {
        SetHeaders(context.Response.Headers);
        var connect = services.Value;
        var request = new PageRequest(context, FindRoot(context, page), options, connect.Antiforgery);
        try
        {
            if (HttpMethods.IsPost(context.Request.Method) && !await HasProofAsync(connect, context).ConfigureAwait(false))
            {
                await PageFrame.SendNoticeAsync(
                    request, "The form has expired", StatusCodes.Status400BadRequest,
                    "Nothing was changed. Go back, reload the page, and try again.", isForOwner: true).ConfigureAwait(false);
                return;
            }

            await handleAsync(connect, request).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser has closed the connection.
        }
        catch (OAuthMailException failure) when (!context.Response.HasStarted)
        {
            ConnectPageLog.RequestFailed(connect.Logger, failure.Code);
            request.Html.Take();
            PageFrame.Begin(request, "This did not work", StatusOf(failure), isForOwner: true);
            PageFrame.WriteProblem(request, failure.Problem, failure.Detail);
            PageFrame.End(request);
            await request.SendAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !context.Response.HasStarted)
        {
            ConnectPageLog.Unexpected(connect.Logger, failure);
            request.Html.Take();
            await PageFrame.SendNoticeAsync(
                request, "This did not work", StatusCodes.Status500InternalServerError,
                "The application's log contains the reason. Try again later.", isForOwner: true).ConfigureAwait(false);
        }
    };

    private static int StatusOf(OAuthMailException failure) => failure switch
    {
        TokenStoreException => StatusCodes.Status503ServiceUnavailable,
        _ when failure.Problem.Kind == ProblemKind.Transient => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };

    private static async Task<bool> HasProofAsync(ConnectPage connect, HttpContext context)
    {
        try
        {
            await connect.Antiforgery.ValidateRequestAsync(context).ConfigureAwait(false);
            return true;
        }
        catch (Exception refused) when (refused is AntiforgeryValidationException or BadHttpRequestException or InvalidDataException
            or IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Returns the path of the connect page. It comes from the route, because redirect URIs and cookies distinguish upper and lower case,
    /// and routes do not.
    /// </summary>
    private static string FindRoot(HttpContext context, string page)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var path = route.EndsWith(page, StringComparison.Ordinal) ? route[..^page.Length].Trim('/') : "";
        if (path.Contains('{', StringComparison.Ordinal))
        {
            // Parameters of a group, such as a tenant.
            var segments = (context.Request.Path.Value ?? "").Trim('/').Split('/');
            var own = page.Length == 0 ? 0 : page.Split('/').Length;
            path = string.Join('/', segments.Take(Math.Max(0, segments.Length - own)));
        }

        return context.Request.PathBase.Add(path.Length == 0 ? PathString.Empty : new PathString("/" + path)).ToUriComponent().TrimEnd('/');
    }

    private static string OriginOf(string? stylesheet) =>
        stylesheet is not null && !stylesheet.StartsWith('/') ? " " + new Uri(stylesheet).GetLeftPart(UriPartial.Authority) : "";

    private void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
    }
}
