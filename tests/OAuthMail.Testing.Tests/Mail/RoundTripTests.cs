namespace OAuthMail.Testing.Tests.Mail;

public sealed class RoundTripTests : SmtpTests
{
    [Fact]
    public async Task Data_that_the_client_sends_at_once_counts_as_one_round_trip()
    {
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        await client.ReadAsync();
        Assert.Equal(0, Server.Transcripts[0].RoundTrips);
        await EhloAsync(client);
        await client.AskAsync("STARTTLS");
        Assert.Equal(2, Server.Transcripts[0].RoundTrips);
        await client.StartTlsAsync(Bench.Authority);
        await EhloAsync(client);
        await client.AskAsync("AUTH XOAUTH2 " + GoodToken);
        Assert.Equal(4, Server.Transcripts[0].RoundTrips);

        await client.SendAsync("MAIL FROM:<alice@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n");
        await client.ReadUntilAsync(l => l.StartsWith("354 ", StringComparison.Ordinal));
        Assert.Equal(5, Server.Transcripts[0].RoundTrips);
        var line = new string('x', 998) + "\r\n";
        for (var i = 0; i < 100; i++) await client.SendAsync(line);
        Assert.StartsWith("250 ", await client.AskAsync("."));
        Assert.Equal(6, Server.Transcripts[0].RoundTrips);
        await client.AskAsync("QUIT");
        Assert.Equal(7, Server.Transcripts[0].RoundTrips);
    }

    [Fact]
    public async Task A_challenge_and_its_answer_count_as_one_round_trip()
    {
        await using var client = await ReadyAsync();
        var before = Server.Transcripts[0].RoundTrips;
        Assert.Equal("334 ", await client.AskAsync("AUTH XOAUTH2"));
        Assert.StartsWith("334 ", await client.AskAsync(MailBench.XOAuth2(MailBench.Alice, MailBench.EndedToken)));
        Assert.StartsWith("535 ", await client.AskAsync(""));
        Assert.Equal(3, Server.Transcripts[0].RoundTrips - before);
    }
}
