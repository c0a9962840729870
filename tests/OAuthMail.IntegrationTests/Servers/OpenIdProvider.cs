using System.Text.Json.Nodes;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>The OpenID provider, a Node.js program that rotates refresh tokens and takes the second use of one for theft.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private OpenIdProvider(ServerProcess process) => _process = process;

    /// <summary>What it wrote.</summary>
    public string Output => _process.Output;

    /// <summary>Starts it.</summary>
    /// <param name="port">Where it listens on 127.0.0.1, as <c>https://localhost</c>.</param>
    /// <param name="certificateFile">Its certificate, PEM.</param>
    /// <param name="keyFile">The certificate's key, PEM.</param>
    /// <param name="signingKey">What its tokens are signed with: a private JSON Web Key.</param>
    /// <param name="clients">The applications that it knows.</param>
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
