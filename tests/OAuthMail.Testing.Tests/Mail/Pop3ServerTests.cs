namespace OAuthMail.Testing.Tests.Mail;

public sealed class Pop3ServerTests : Pop3Tests
{
    [Fact]
    public async Task CAPA_offers_STLS_before_TLS_and_SASL_after_it()
    {
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        Assert.StartsWith("+OK ", await client.ReadAsync());
        var clear = await client.AskAsync("CAPA", l => l == ".");
        Assert.Contains("STLS", clear);
        Assert.DoesNotContain(clear, l => l.StartsWith("SASL", StringComparison.Ordinal));
        Assert.Equal("-ERR STLS comes first", await client.AskAsync("AUTH XOAUTH2"));
        await client.SendAsync("STLS\r\nCAPA\r\n");
        Assert.StartsWith("+OK ", await client.ReadAsync());
        await client.StartTlsAsync(Bench.Authority);
        Assert.Contains("SASL XOAUTH2 OAUTHBEARER", await client.AskAsync("CAPA", l => l == "."));
        Assert.StartsWith("-ERR ", await client.AskAsync("STAT"));
        Assert.StartsWith("-ERR ", await client.AskAsync("USER alice"));
        Assert.StartsWith("+OK ", await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
        Assert.Contains("SASL XOAUTH2 OAUTHBEARER", await client.AskAsync("CAPA", l => l == "."));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_valid_token_logs_in_with_and_without_an_initial_response(bool oneLine)
    {
        await using var client = await ConnectedAsync();
        var response = MailBench.OAuthBearer(MailBench.Alice, MailBench.AliceToken);
        if (!oneLine) Assert.Equal("+ ", await client.AskAsync("AUTH OAUTHBEARER"));
        Assert.StartsWith("+OK ", await client.AskAsync(oneLine ? "AUTH OAUTHBEARER " + response : response));
        Assert.Equal("+OK 0 0", await client.AskAsync("STAT"));
        Assert.Equal(1, Server.AcceptedLogins);
    }

    [Fact]
    public async Task Exchange_closes_the_connection_after_an_initial_response_and_rejects_without_a_challenge()
    {
        Options.Dialect = MailDialect.Exchange;
        await using (var client = await ConnectedAsync())
        {
            Assert.Equal("-ERR Protocol error. Connection is closed. 10",
                await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
            Assert.Null(await client.ReadAsync());
        }

        await using var second = await ConnectedAsync();
        Assert.Equal("+ ", await second.AskAsync("AUTH XOAUTH2"));
        Assert.Equal(
            "-ERR Authentication failure: unknown user name or bad password.", await second.AskAsync(
                MailBench.XOAuth2(MailBench.Alice, "unknown")));
    }

    [Fact]
    public async Task The_failure_is_sent_after_the_challenge_was_answered()
    {
        await using var client = await ConnectedAsync();
        Assert.StartsWith("+ ey", await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.EndedToken)));
        Assert.StartsWith("-ERR [AUTH]", await client.AskAsync(""));
        Assert.Equal("+ ", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("-ERR ", await client.AskAsync("*"));
        Assert.StartsWith("+OK ", await client.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
        Assert.True(Server.Logins[0].ChallengeAnswered);
    }

    [Fact]
    public async Task Messages_are_listed_and_fetched_and_deleted_only_by_QUIT()
    {
        for (var i = 0; i < 3; i++) Inbox.Append(System.Text.Encoding.UTF8.GetBytes(MailBench.Message));
        var size = MailBench.Message.Length;
        await using (var client = await LoggedInAsync())
        {
            Assert.Equal($"+OK 3 {3 * size}", await client.AskAsync("STAT"));
            Assert.Equal(["+OK", $"1 {size}", $"2 {size}", $"3 {size}", "."], await client.AskAsync("LIST", l => l == "."));
            Assert.Equal($"+OK 2 {Inbox.UidValidity}-2", await client.AskAsync("UIDL 2"));
            var message = await client.AskAsync("RETR 1", l => l == ".");
            Assert.Equal(
                MailBench.Message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal),
                string.Concat(message[1..^1].Select(l => l + "\r\n")));
            Assert.Equal("First line", (await client.AskAsync("TOP 1 1", l => l == "."))[^2]);
            Assert.Equal("", (await client.AskAsync("TOP 1 0", l => l == "."))[^2]);

            Assert.StartsWith("+OK", await client.AskAsync("DELE 2"));
            Assert.StartsWith("-ERR", await client.AskAsync("RETR 2"));
            Assert.StartsWith("-ERR", await client.AskAsync("DELE 9"));
            Assert.Equal($"+OK 2 {2 * size}", await client.AskAsync("STAT"));
            Assert.StartsWith("+OK", await client.AskAsync("RSET"));
            Assert.StartsWith("+OK", await client.AskAsync("DELE 1"));
        }

        // A broken connection deletes nothing.
        Assert.Equal(3, Inbox.Messages.Count);
        await using var second = await LoggedInAsync();
        Assert.StartsWith("+OK", await second.AskAsync("DELE 1"));
        Assert.StartsWith("+OK", await second.AskAsync("QUIT"));
        Assert.Null(await second.ReadAsync());
        Assert.Equal([2u, 3u], Inbox.Messages.Select(m => m.Uid));
    }
}
