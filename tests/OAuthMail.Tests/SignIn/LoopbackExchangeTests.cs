using System.Text;
using OAuthMail.SignIn;

namespace OAuthMail.Tests.SignIn;

public class LoopbackExchangeTests
{
    [Fact]
    public async Task Redirect_is_returned_if_the_browser_closes_the_connection()
    {
        using var browser = new Browser("GET /cb?code=x&state=S HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") { IsGone = true };
        Assert.Equal("?code=x&state=S", await new LoopbackExchange(browser, "/cb", "S").RunAsync("Welcome.", CancellationToken.None));
    }

    [Fact]
    public async Task Error_redirect_shows_the_error_page()
    {
        using var browser = new Browser("GET /cb?error=access_denied&state=S HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        Assert.Equal(
            "?error=access_denied&state=S", await new LoopbackExchange(browser, "/cb", "S").RunAsync("Welcome.", CancellationToken.None));
        Assert.Contains("not signed in", browser.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Welcome", browser.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_browser_connection_does_not_delay_the_result()
    {
        await using var world = await TestWorld.StartAsync();
        var closed = new TaskCompletionSource();
        var running = new LoopbackSignIn(world.SignIn(world.CreatePerson("alice"))).RunAsync(async (url, ct) =>
        {
            using var landed = await world.Browser.GetAsync(new Uri(await world.BrowseAsync(url)), ct);
            await closed.Task;
        });
        while (!running.IsCompleted)
        {
            await Task.Yield();
            if (world.Clock.TimeToNextTimer is { } wait && wait <= TimeSpan.FromSeconds(1)) world.Clock.Advance(wait);
        }

        Assert.Equal(UserCheckOutcome.SameName, (await running).UserCheck);
        closed.SetResult();
    }

    [Fact]
    public async Task Claims_challenge_is_sent_unchanged()
    {
        const string claims = """{"access_token":{"acrs":{"essential":true,"value":"c1"}}}""";
        await using var world = await TestWorld.StartAsync();
        var opened = new TaskCompletionSource<Uri>();
        using var enough = new CancellationTokenSource();
        var running = new LoopbackSignIn(world.SignIn(world.CreatePerson("alice"))) { Claims = claims }.RunAsync(
            (url, _) =>
            {
                opened.SetResult(url);
                return Task.CompletedTask;
            },
            enough.Token);

        Assert.Contains($"claims={Uri.EscapeDataString(claims)}", (await opened.Task).AbsoluteUri, StringComparison.Ordinal);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Wait_for_the_browser_times_out()
    {
        await using var world = await TestWorld.StartAsync();
        var loopback = new LoopbackSignIn(world.SignIn(world.CreatePerson("alice")));
        Assert.Throws<ArgumentOutOfRangeException>(() => loopback.Timeout = Timeout.InfiniteTimeSpan);
        Assert.Throws<ArgumentOutOfRangeException>(() => loopback.Timeout = TimeSpan.Zero);
    }

    private sealed class Browser(string request) : Stream
    {
        private readonly MemoryStream _request = new(Encoding.ASCII.GetBytes(request));
        private readonly MemoryStream _answer = new();

        public bool IsGone { get; init; }

        public string Seen => Encoding.UTF8.GetString(_answer.ToArray());

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => _request.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (IsGone) throw new IOException("The connection was reset.");
            _answer.Write(buffer, offset, count);
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
