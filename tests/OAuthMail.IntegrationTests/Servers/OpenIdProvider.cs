using System.Text.Json.Nodes;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>
/// The OpenID provider, a Node.js program that rotates refresh tokens and revokes all tokens after the second use of one.
/// </summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private OpenIdProvider(ServerProcess process) => _process = process;

    /// <summary>Gets the program's output.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the provider.</summary>
    /// <param name="port">The port on 127.0.0.1. The issuer's host is <c>https://localhost</c>.</param>
    /// <param name="certificateFile">The certificate (PEM).</param>
    /// <param name="keyFile">The certificate's private key (PEM).</param>
    /// <param name="signingKey">The private JSON Web Key that signs the tokens.</param>
    /// <param name="clients">The registered clients.</param>
    public static async Task<OpenIdProvider> StartAsync(
        int port, string certificateFile, string keyFile, JsonObject signingKey, JsonArray clients)
    {
        var settings = new JsonObject
        {
            ["issuer"] = $"https://localhost:{port}",
            ["port"] = port,
            ["certificate"] = certificateFile,
            ["key"] = keyFile,
            ["jwks"] = new JsonObject { ["keys"] = new JsonArray(signingKey.DeepClone()) },
            ["clients"] = clients,
        };
        var process = ServerProcess.Start(Installation.AuthorizationServer, settings.ToJsonString(), "node", "server.mjs");
        await process.WaitUntilReadyAsync();
        return new OpenIdProvider(process);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
