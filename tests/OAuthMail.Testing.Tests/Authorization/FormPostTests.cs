using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Tests.Authorization;

/// <summary>The browser of the host completes an authorization request, whatever its response mode is.</summary>
public sealed class FormPostTests : ServerTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.AddClient(TestClient.Native("desktop"));
        Server.AddUser(new TestUser(Alice));
    }

    [Theory]
    [InlineData("form_post", "POST")]
    [InlineData("query", "GET")]
    public async Task The_response_reaches_a_program_that_begins_to_listen_later(string mode, string method)
    {
        var port = FreePort();
        var redirectUri = $"http://127.0.0.1:{port}/callback";
        var browsing = Host.OpenInBrowserAsync(Request(redirectUri, mode, state: "a&\"b<"));

        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        listener.Start();
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        var parameters = method == "POST" ? body : context.Request.Url!.Query.TrimStart('?');
        context.Response.OutputStream.Write("You can close this window."u8);
        context.Response.Close();

        Assert.Equal("You can close this window.", await browsing);
        Assert.Equal(method, context.Request.HttpMethod);
        var response = TokenClient.Query(new Uri("http://x/?" + parameters));
        Assert.Equal("a&\"b<", response["state"]);
        Assert.Equal(Server.Issuer, response["iss"]);
        var answer = await RedeemAsync(response["code"], ("redirect_uri", redirectUri));
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task An_error_page_of_the_server_is_an_exception_with_its_text()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Host.OpenInBrowserAsync(Request("http://evil.example/", "form_post", "s")));
        Assert.Contains("The redirect URI is not registered", error.Message, StringComparison.Ordinal);
    }

    private Uri Request(string redirectUri, string mode, string state) => Client.AuthorizationUri(
        AuthorizationRequest(("redirect_uri", redirectUri), ("response_mode", mode), ("state", state)));

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
