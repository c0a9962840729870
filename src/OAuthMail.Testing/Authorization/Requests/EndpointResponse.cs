using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthMail.Testing.Authorization.Requests;

/// <summary>Represents an HTTP response before it is written, so that a fault can change it.</summary>
internal sealed class EndpointResponse
{
    public int Status { get; set; } = StatusCodes.Status200OK;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { ["Cache-Control"] = "no-store" };

    /// <summary>Gets or sets the body, if it is JSON.</summary>
    public JsonObject? Json { get; set; }

    /// <summary>Gets or sets the body, if it is not JSON.</summary>
    public string? Text { get; set; }

    public string ContentType { get; set; } = "application/json";

    /// <summary>
    /// Gets or sets the parameters that an authorization response adds to the redirect URI, or <see langword="null"/>
    /// for other responses.
    /// </summary>
    public Dictionary<string, string>? RedirectParameters { get; set; }

    /// <summary>Gets or sets the redirect URI of an authorization response.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>Gets or sets whether a page posts the authorization response instead of a redirect.</summary>
    public bool FormPost { get; set; }

    /// <summary>Gets or sets the error for the request log.</summary>
    public string? Error { get; set; }

    public static EndpointResponse Of(JsonObject json, int status = StatusCodes.Status200OK) =>
        new() { Json = json, Status = status, Error = (string?)json["error"] };

    public static EndpointResponse Page(string html, int status = StatusCodes.Status200OK) =>
        new() { Text = html, ContentType = "text/html; charset=utf-8", Status = status };

    public byte[] Body() => Encoding.UTF8.GetBytes(Json?.ToJsonString() ?? Text ?? "");
}
