using Microsoft.AspNetCore.Http;
using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>Sends the stylesheet.</summary>
internal static class StylesheetEndpoint
{
    public static Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/css; charset=utf-8";
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        return response.WriteAsync(Stylesheet.Text, context.RequestAborted);
    }
}
