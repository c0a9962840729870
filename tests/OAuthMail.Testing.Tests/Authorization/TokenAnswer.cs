using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>Represents a response of the token endpoint.</summary>
internal sealed record TokenAnswer(int Status, string Text, string? RetryAfter, Uri? Location)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string? Error => (string?)Json["error"];

    public string AccessToken => Member("access_token");

    public string RefreshToken => Member("refresh_token");

    public string Member(string name) =>
        (string?)Json[name] ?? throw new JsonException($"The response has no member {name}. Status {Status}, error {Error}.");

    public static async Task<TokenAnswer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter?.ToString(),
        response.Headers.Location);
}
