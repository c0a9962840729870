using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>The clients that are registered with the OpenID provider.</summary>
internal static class RegisteredClients
{
    public const string Desktop = "desktop";
    public const string Web = "web";
    public const string WebSecret = "web secret: 0123456789 & more";
    public const string WebRedirect = "https://mail.testbed.example/signed-in";
    public const string LoopbackRedirect = "http://127.0.0.1/";
    public const string Service = "service";
    public const string ServiceSecret = "service secret: 0123456789 & more";
    public const string Robot = "robot";

    public static JsonArray Create(X509Certificate2 robot, string introspectionSecret)
    {
        using var key = robot.GetRSAPublicKey()!;
        return
        [
            Client(
                Desktop, "none", null, [LoopbackRedirect], "authorization_code", "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code").With("application_type", "native"),
            Client(Web, "client_secret_post", WebSecret, [WebRedirect], "authorization_code", "refresh_token"),
            Client(Service, "client_secret_basic", ServiceSecret, [], "client_credentials"),
            Client(Robot, "private_key_jwt", null, [], "client_credentials")
                .With("jwks", new JsonObject { ["keys"] = new JsonArray(JsonWebKeys.Public(key, null)) }),
            Client("mail-server", "client_secret_basic", introspectionSecret, []),
        ];
    }

    private static JsonObject Client(string id, string method, string? secret, string[] redirects, params string[] grants)
    {
        var client = new JsonObject
        {
            ["client_id"] = id,
            ["token_endpoint_auth_method"] = method,
            ["redirect_uris"] = new JsonArray([.. redirects.Select(uri => (JsonNode)uri)]),
            ["grant_types"] = new JsonArray([.. grants.Select(grant => (JsonNode)grant)]),
            ["response_types"] = redirects.Length > 0 ? new JsonArray("code") : [],
        };
        return secret is null ? client : client.With("client_secret", secret);
    }

    private static JsonObject With(this JsonObject client, string name, JsonNode value)
    {
        client[name] = value;
        return client;
    }
}
