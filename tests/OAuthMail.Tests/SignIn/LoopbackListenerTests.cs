using System.Net;
using System.Net.Sockets;
using OAuthMail.SignIn;

namespace OAuthMail.Tests.SignIn;

public class LoopbackListenerTests
{
    [Theory]
    [InlineData("http://localhost:{0}")]
    [InlineData("http://LocalHost:{0}")]
    [InlineData("http://127.0.0.1:{0}/Callback?tenant=a%20b&x=1")]
    [InlineData("http://localhost:{0}?x=/1")]
    [InlineData("HTTP://127.0.0.1:{0}/a/../b")]
    public void Registered_redirect_uri_is_kept_unchanged(string format)
    {
        var registered = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, FreePort.Find());
        using var listener = LoopbackListener.Start(new Uri(registered), "127.0.0.1");
        Assert.Equal(registered, listener.RedirectUri.OriginalString);
    }

    [Theory]
    [InlineData("http://localhost", "http://localhost:{0}")]
    [InlineData("http://LocalHost/Callback?x=1:2", "http://LocalHost:{0}/Callback?x=1:2")]
    [InlineData("http://127.0.0.1?x=1", "http://127.0.0.1:{0}?x=1")]
    [InlineData("http://[::1]/", "http://[::1]:{0}/")]
    public void Registered_redirect_uri_without_a_port_receives_only_a_port(string registered, string expected)
    {
        using var listener = LoopbackListener.Start(new Uri(registered), "127.0.0.1");
        Assert.Equal(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, listener.RedirectUri.Port),
            listener.RedirectUri.OriginalString);
        Assert.NotEqual(80, listener.RedirectUri.Port);
    }

    [Fact]
    public async Task Redirect_uri_is_sent_unchanged_and_its_query_is_kept()
    {
        await using var world = await TestWorld.StartAsync();
        var registered = $"http://localhost:{FreePort.Find()}?x=1";
        var client = Testing.TestClient.Native("with-query");
        client.RedirectUris.Add(registered);
        world.Server.AddClient(client);
        var account = world.CreatePerson(
            "alice", configure: options => (options.ClientId, options.RedirectUri) = ("with-query", registered));

        await new LoopbackSignIn(world.SignIn(account)).RunAsync(async (url, ct) =>
        {
            Assert.Contains($"redirect_uri={Uri.EscapeDataString(registered)}&", url.AbsoluteUri + "&", StringComparison.Ordinal);
            using var landed = await world.Browser.GetAsync(new Uri(await world.BrowseAsync(url)), ct);
            Assert.Equal(HttpStatusCode.OK, landed.StatusCode);
        });
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Port_that_another_program_holds_on_one_address_of_localhost_is_reported(string address)
    {
        using var taken = new TcpListener(IPAddress.Parse(address), 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = Assert.Throws<OAuthMailException>(
            () => LoopbackListener.Start(new Uri($"http://localhost:{port}/cb"), "127.0.0.1"));

        Assert.Equal(Problems.LoopbackUnavailable, failure.Problem);
        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_to_accept_a_connection_does_not_end_the_wait()
    {
        using var listener = LoopbackListener.Start(null, "127.0.0.1");
        var accept = listener.Accept;
        var failures = 3;
        listener.Accept = (socket, cancellationToken) => Interlocked.Decrement(ref failures) >= 0
            ? Task.FromException<TcpClient>(new SocketException((int)SocketError.TooManyOpenSockets))
            : accept(socket, cancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var waiting = listener.WaitAsync("S", "Welcome.", limit.Token);
        using var browser = new HttpClient();

        using var landed = await browser.GetAsync(new Uri($"{listener.RedirectUri}?code=x&state=S"), limit.Token);

        Assert.Equal("?code=x&state=S", await waiting);
    }

    [Fact]
    public async Task Error_redirect_without_a_state_shows_its_error()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        string? redirect = null;
        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => new LoopbackSignIn(signIn).RunAsync(async (url, ct) =>
        {
            redirect = await world.BrowseAsync(url);
            var address = new Uri(redirect).GetLeftPart(UriPartial.Path);
            using var landed = await world.Browser.GetAsync(
                new Uri($"{address}?error=invalid_scope&error_description=The+scope+is+unknown"), ct);
            Assert.Contains("not signed in", await landed.Content.ReadAsStringAsync(ct), StringComparison.Ordinal);
        }));

        Assert.Contains("invalid_scope", failure.Message, StringComparison.Ordinal);
        Assert.Contains("The scope is unknown", failure.Message, StringComparison.Ordinal);

        // Any page could have sent this redirect, so that the sign-in stays pending.
        await signIn.CompleteAsync(redirect!);
    }

    [Theory]
    [InlineData("http://127.0.0.1/?error=access_denied&error_description=No")]
    [InlineData("error=access_denied&error_description=No")]
    public async Task Pasted_error_without_a_state_shows_its_error(string text)
    {
        await using var world = await TestWorld.StartAsync();
        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            () => world.SignIn(world.CreatePerson("alice")).CompleteAsync(text));
        Assert.Equal(Problems.AccessDenied, failure.Problem);
        Assert.Contains("access_denied: No", failure.Message, StringComparison.Ordinal);
    }
}
