using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthMail.Testing.Authorization.Http;

/// <summary>An HTTP answer before it is written, so that a fault can still change it.</summary>
internal sealed class EndpointResponse
{
    public int Status { get; set; } = StatusCodes.Status200OK;

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { ["Cache-Control"] = "no-store" };

    /// <summary>The body, where it is JSON.</summary>
    public JsonObject? Json { get; set; }

    /// <summary>The body, where it is not.</summary>
    public string? Text { get; set; }

    public string ContentType { get; set; } = "application/json";

    /// <summary>Parameters of an authorization response that go to the redirect URI; null where there is none.</summary>
    public Dictionary<string, string>? RedirectParameters { get; set; }

    /// <summary>Where an authorization response goes.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>Whether an authorization response is posted by a page in the place of a redirect.</summary>
    public bool FormPost { get; set; }

    /// <summary>What the log says of a refusal.</summary>
    public string? Error { get; set; }

    public static EndpointResponse Of(JsonObject json, int status = StatusCodes.Status200OK) =>
        new() { Json = json, Status = status, Error = (string?)json["error"] };

    public static EndpointResponse Page(string html, int status = StatusCodes.Status200OK) =>
        new() { Text = html, ContentType = "text/html; charset=utf-8", Status = status };

    public byte[] Body() => Encoding.UTF8.GetBytes(Json?.ToJsonString() ?? Text ?? "");
}
