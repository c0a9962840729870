using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Graph;

/// <summary>A response.</summary>
internal sealed record GraphResult(int Status, ReadOnlyMemory<byte> Body, string ContentType)
{
    public static GraphResult Empty(int status) => new(status, ReadOnlyMemory<byte>.Empty, "");

    public static GraphResult Json(int status, JsonObject body) =>
        new(status, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
}
