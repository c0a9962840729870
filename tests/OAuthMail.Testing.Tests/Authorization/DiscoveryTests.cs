namespace OAuthMail.Testing.Tests.Authorization;

public sealed class DiscoveryTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/realms/mail")]
    public async Task The_generic_dialect_serves_both_metadata_documents_at_their_specified_addresses(string path)
    {
        await using var host = await MailTestHost.StartAsync(o => o.Authorization.IssuerPath = path);
        using var client = new TokenClient(host);
        var server = host.AuthorizationServer;
        var origin = new Uri(server.Issuer).GetLeftPart(UriPartial.Authority);

        Assert.Equal(origin + path, server.Issuer);
        Assert.Equal($"{origin}/.well-known/oauth-authorization-server{path}", server.AuthorizationServerMetadata!.AbsoluteUri);
        Assert.Equal($"{origin}{path}/.well-known/openid-configuration", server.OpenIdConfiguration.AbsoluteUri);
        foreach (var uri in (Uri[])[server.AuthorizationServerMetadata, server.OpenIdConfiguration])
        {
            var document = await client.GetJsonAsync(uri);
            Assert.Equal(server.Issuer, (string?)document["issuer"]);
            Assert.Equal(server.TokenEndpoint.AbsoluteUri, (string?)document["token_endpoint"]);
            Assert.Equal(server.AuthorizationEndpoint.AbsoluteUri, (string?)document["authorization_endpoint"]);
            Assert.Equal(server.DeviceAuthorizationEndpoint.AbsoluteUri, (string?)document["device_authorization_endpoint"]);
            Assert.Equal(server.RevocationEndpoint!.AbsoluteUri, (string?)document["revocation_endpoint"]);
            Assert.Equal(server.JwksUri.AbsoluteUri, (string?)document["jwks_uri"]);
            Assert.True((bool?)document["authorization_response_iss_parameter_supported"]);
            Assert.Equal("S256", (string?)document["code_challenge_methods_supported"]![0]);
        }
    }

    [Fact]
    public async Task Entra_serves_one_document_for_each_tenant_and_a_placeholder_for_shared_tenants()
    {
        await using var host = await MailTestHost.StartAsync(o => o.Dialect = AuthorizationDialect.Entra);
        using var client = new TokenClient(host);
        var server = host.AuthorizationServer;
        var origin = new Uri(server.Issuer).GetLeftPart(UriPartial.Authority);
        Assert.Null(server.AuthorizationServerMetadata);
        Assert.Null(server.RevocationEndpoint);

        var own = await client.GetJsonAsync(server.OpenIdConfiguration);
        Assert.Equal(server.Issuer, (string?)own["issuer"]);
        Assert.False(own.ContainsKey("authorization_response_iss_parameter_supported"));

        var common = await client.GetJsonAsync(new Uri(origin + "/common/v2.0/.well-known/openid-configuration"));
        Assert.Equal(origin + "/{tenantid}/v2.0", (string?)common["issuer"]);
        Assert.Equal(origin + "/common/oauth2/v2.0/token", (string?)common["token_endpoint"]);

        using var unknown = await client.Http.GetAsync(new Uri(origin + "/nowhere.example/v2.0/.well-known/openid-configuration"));
        Assert.Equal(400, (int)unknown.StatusCode);
    }

    [Fact]
    public async Task The_server_is_reachable_at_both_loopback_addresses()
    {
        await using var host = await MailTestHost.StartAsync();
        using var client = new TokenClient(host);
        foreach (var address in (string[])["localhost", "127.0.0.1", "[::1]"])
        {
            if (address == "[::1]" && !System.Net.Sockets.Socket.OSSupportsIPv6) continue;
            var uri = new UriBuilder(host.AuthorizationServer.JwksUri) { Host = address }.Uri;
            Assert.NotNull((await client.GetJsonAsync(uri))["keys"]);
        }
    }

    [Fact]
    public async Task Other_clients_do_not_trust_the_server_certificate()
    {
        await using var host = await MailTestHost.StartAsync();
        await using var other = await MailTestHost.StartAsync();
        using var stranger = other.CreateHttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetStringAsync(host.AuthorizationServer.JwksUri));
    }

    [Fact]
    public async Task An_invalid_option_is_reported_before_the_servers_start()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => MailTestHost.StartAsync(o => o.Authorization.IssuerPath = "no-slash"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => MailTestHost.StartAsync(o => o.Authorization.AccessTokenLifetime = TimeSpan.Zero));
    }

    [Fact]
    public async Task A_host_can_be_disposed_twice_and_synchronously()
    {
        var host = await MailTestHost.StartAsync();
        host.Dispose();
        await host.DisposeAsync();
    }
}
