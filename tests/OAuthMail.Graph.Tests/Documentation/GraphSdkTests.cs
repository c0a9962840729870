using System.Text.Json;
using Azure.Core;
using Contoso.Documentation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Authentication.Azure;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace OAuthMail.Graph.Tests.Documentation;

/// <summary>Gives the token of an account to the request adapter of Kiota, on which the <c>GraphServiceClient</c> is built.</summary>
public class GraphSdkTests
{
    [Fact]
    public async Task Kiota_uses_the_token_of_the_account()
    {
        await using var world = await GraphWorld.StartAsync();
        GraphWorld.Deliver(world.AlertsMailbox, "Hello");

        Assert.Equal("Hello", await ReadSubjectAsync(
            world, new BaseBearerTokenAuthenticationProvider(new GraphTokens(TokensOf(world), world.Server.Address.Host))));
    }

    [Fact]
    public async Task Credential_of_Azure_uses_the_token_of_the_account()
    {
        await using var world = await GraphWorld.StartAsync();
        GraphWorld.Deliver(world.AlertsMailbox, "Hello");
        TokenCredential credential = new GraphCredential(TokensOf(world));

        Assert.Equal("Hello", await ReadSubjectAsync(
            world, new AzureIdentityAuthenticationProvider(credential, [world.Server.Address.Host])));
        var token = credential.GetToken(new TokenRequestContext(["https://graph.microsoft.com/.default"]), default);
        Assert.True(token.ExpiresOn > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Token_is_sent_only_to_the_host_of_graph()
    {
        await using var world = await GraphWorld.StartAsync();

        await Assert.ThrowsAnyAsync<ApiException>(() => ReadSubjectAsync(
            world, new BaseBearerTokenAuthenticationProvider(new GraphTokens(TokensOf(world), "graph.microsoft.com"))));

        Assert.All(world.Server.Requests, request => Assert.False(request.HasToken));
    }

    private static IAccessTokenProvider TokensOf(GraphWorld world) =>
        world.Application.Services.GetRequiredKeyedService<IAccessTokenProvider>("alerts");

    private static async Task<string?> ReadSubjectAsync(GraphWorld world, IAuthenticationProvider authentication)
    {
        using var http = world.Host.CreateHttpClient();
        using var adapter = new HttpClientRequestAdapter(authentication, httpClient: http);
        var request = new RequestInformation
        {
            HttpMethod = Method.GET,
            URI = new Uri(world.Server.Address, $"/v1.0/users/{GraphWorld.Alerts}/mailFolders/inbox/messages"),
        };
        await using var body = await adapter.SendPrimitiveAsync<Stream>(request);
        using var json = await JsonDocument.ParseAsync(body!);
        return json.RootElement.GetProperty("value")[0].GetProperty("subject").GetString();
    }
}
