using System.Net;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>Requests with another method than the endpoint's are rejected, and the response lists the valid ones.</summary>
public sealed class MethodTests : ServerTest
{
    [Theory]
    [InlineData("GET", "/token", "POST")]
    [InlineData("PUT", "/token", "POST")]
    [InlineData("GET", "/device_authorization", "POST")]
    [InlineData("GET", "/revoke", "POST")]
    [InlineData("POST", "/jwks", "GET, HEAD")]
    [InlineData("DELETE", "/.well-known/openid-configuration", "GET, HEAD")]
    [InlineData("PUT", "/authorize", "GET, HEAD, POST")]
    public async Task The_response_contains_the_valid_methods(string method, string path, string allow)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(new Uri(Server.Issuer), path));
        using var response = await Client.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(allow, string.Join(", ", response.Content.Headers.Allow));
        Assert.Contains("invalid_request", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_accepted_where_GET_is()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Server.JwksUri);
        using var response = await Client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
