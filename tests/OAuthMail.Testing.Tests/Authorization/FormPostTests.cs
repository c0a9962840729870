using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

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
        // The program owns the port from the beginning. Connections are rejected until it listens.
        using var program = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        program.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var redirectUri = $"http://{program.LocalEndPoint}/callback";
        var browsing = Host.OpenInBrowserAsync(Request(redirectUri, mode, state: "a&\"b<"));

        program.Listen();
        var accepting = program.AcceptAsync();
        if (await Task.WhenAny(accepting, browsing) == browsing) Assert.Fail($"The response did not arrive: {await browsing}");
        using var browser = await accepting;
        var (requestLine, body) = await ReadRequestAsync(browser);
        await browser.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 26\r\nConnection: close\r\n\r\nYou can close this window."u8.ToArray());
        browser.Shutdown(SocketShutdown.Send);

        Assert.Equal("You can close this window.", await browsing);
        Assert.StartsWith($"{method} /callback", requestLine, StringComparison.Ordinal);
        var parameters = method == "POST" ? body : requestLine.Split(' ', '?')[2];
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

    private static async Task<(string RequestLine, string Body)> ReadRequestAsync(Socket browser)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var text = received.ToString();
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = Regex.Match(text, @"^Content-Length: (\d+)", RegexOptions.Multiline | RegexOptions.IgnoreCase);
            var expected = length.Success ? int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
            if (end >= 0 && text.Length - end - 4 >= expected) return (text.Split('\r')[0], text[(end + 4)..]);
            var count = await browser.ReceiveAsync(buffer);
            Assert.NotEqual(0, count);
            received.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
    }
}
