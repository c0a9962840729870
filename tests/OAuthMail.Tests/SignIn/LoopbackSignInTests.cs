using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuthMail.Tests.SignIn;

public class LoopbackSignInTests
{
    [Fact]
    public async Task Loopback_page_contains_no_sign_in_data()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        string? page = null;
        HttpResponseMessage? landed = null;

        var result = await new LoopbackSignIn(world.SignIn(account)).RunAsync(async (url, ct) =>
        {
            var redirect = await world.BrowseAsync(url);
            Assert.StartsWith("http://127.0.0.1:", redirect, StringComparison.Ordinal);
            landed = await world.Browser.GetAsync(new Uri(redirect), ct);
            page = await landed.Content.ReadAsStringAsync(ct);
        });

        Assert.Equal(UserCheckOutcome.SameName, result.UserCheck);
        Assert.Equal(HttpStatusCode.OK, landed!.StatusCode);
        Assert.DoesNotContain("code", page, StringComparison.Ordinal);
        Assert.Contains("no-store", landed.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", landed.Headers.GetValues("Referrer-Policy").Single());
        landed.Dispose();
    }

    [Fact]
    public async Task Other_requests_are_ignored()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var statuses = new List<HttpStatusCode>();

        await new LoopbackSignIn(world.SignIn(account)).RunAsync(async (url, ct) =>
        {
            var redirect = new Uri(await world.BrowseAsync(url));
            var root = new Uri(redirect.GetLeftPart(UriPartial.Authority));
            foreach (var path in new[] { "/favicon.ico", "/?code=x&state=wrong", "/", "/?" + redirect.Query[1..] + "&state=again" })
            {
                using var answer = await world.Browser.GetAsync(new Uri(root, path), ct);
                statuses.Add(answer.StatusCode);
            }

            using var put = await world.Browser.PutAsync(redirect, new StringContent(""), ct);
            statuses.Add(put.StatusCode);
            await SendGarbageAsync(redirect, ct);
            using var landed = await world.Browser.GetAsync(redirect, ct);
            statuses.Add(landed.StatusCode);
        });

        Assert.Equal(
            [
                HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest,
                HttpStatusCode.MethodNotAllowed, HttpStatusCode.OK,
            ],
            statuses);
    }

    [Fact]
    public async Task Form_post_is_accepted()
    {
        await using var world = await TestWorld.StartAsync();
        await new LoopbackSignIn(world.SignIn(world.CreatePerson("alice"))).RunAsync(async (url, ct) =>
        {
            var redirect = new Uri(await world.BrowseAsync(url));
            using var form = new StringContent(redirect.Query[1..], Encoding.ASCII, "application/x-www-form-urlencoded");
            using var landed = await world.Browser.PostAsync(new Uri(redirect.GetLeftPart(UriPartial.Path)), form, ct);
            Assert.Equal(HttpStatusCode.OK, landed.StatusCode);
        });
        Assert.True(world.Server.Requests.Token.Single().Succeeded);
    }

    [Fact]
    public async Task Sign_in_stays_pending_if_the_browser_does_not_return()
    {
        await using var world = await TestWorld.StartAsync();
        var signIn = world.SignIn(world.CreatePerson("alice"));
        Uri? opened = null;
        var running = new LoopbackSignIn(signIn).RunAsync((url, _) =>
        {
            opened = url;
            world.Clock.Advance(TimeSpan.FromMinutes(6));
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => running);

        Assert.Equal(Problems.SignInTimedOut, failure.Problem);
        await signIn.CompleteAsync(await world.BrowseAsync(opened!));
    }

    [Fact]
    public async Task Canceled_sign_in_releases_its_port()
    {
        await using var world = await TestWorld.StartAsync();
        using var cancellation = new CancellationTokenSource();
        Uri? redirect = null;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LoopbackSignIn(
            world.SignIn(world.CreatePerson("alice"))).RunAsync(
            async (url, _) =>
            {
                redirect = new Uri(await world.BrowseAsync(url));
                await cancellation.CancelAsync();
            },
            cancellation.Token));

        using var listener = new TcpListener(IPAddress.Loopback, redirect!.Port);
        listener.Start();
    }

    [Fact]
    public async Task Failure_to_open_the_browser_throws()
    {
        await using var world = await TestWorld.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => new LoopbackSignIn(world.SignIn(world.CreatePerson("alice"))).RunAsync(
            (_, _) => throw new InvalidOperationException("no browser")));
    }

    [Fact]
    public async Task Port_in_use_is_reported()
    {
        await using var world = await TestWorld.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var account = world.CreatePerson("alice", configure: options => options.RedirectUri = $"http://127.0.0.1:{port}/callback");

        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            () => new LoopbackSignIn(world.SignIn(account)).RunAsync((_, _) => Task.CompletedTask));

        Assert.Equal(Problems.LoopbackUnavailable, failure.Problem);
        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    private static async Task SendGarbageAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancellationToken);
        await client.GetStream().WriteAsync(new byte[40_000], cancellationToken);
    }
}
