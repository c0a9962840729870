namespace OAuthMail.Testing.Tests.Mail;

/// <summary>The order of commands, the address Postmaster, and the numbers of accepted messages.</summary>
public sealed class SmtpSessionTests : SmtpTests
{
    [Fact]
    public async Task AUTH_needs_EHLO()
    {
        await using var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        await client.ReadAsync();
        Assert.Equal("250 127.0.0.1", await client.AskAsync("HELO me"));
        Assert.Equal("503 5.5.1 Say EHLO first", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));

        await EhloAsync(client);
        Assert.StartsWith("235 ", await client.AskAsync("AUTH XOAUTH2 " + GoodToken));
    }

    [Fact]
    public async Task STARTTLS_needs_EHLO()
    {
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        await client.ReadAsync();
        Assert.Equal("503 5.5.1 Say EHLO first", await client.AskAsync("STARTTLS"));
        await client.AskAsync("HELO me");
        Assert.Equal("503 5.5.1 Say EHLO first", await client.AskAsync("STARTTLS"));
    }

    [Fact]
    public async Task MAIL_needs_EHLO_or_HELO()
    {
        Server.Options.AllowWithoutLogin = true;
        await using var client = await LineClient.ConnectAsync(Server.ImplicitTls, Bench.Authority);
        await client.ReadAsync();
        Assert.Equal("503 5.5.1 Say EHLO first", await client.AskAsync("MAIL FROM:<a@example.com>"));
        await client.AskAsync("HELO me");
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<a@example.com>"));
    }

    [Theory]
    [InlineData("<Postmaster>")]
    [InlineData("<postmaster>")]
    public async Task Mail_for_Postmaster_is_accepted_without_a_domain(string path)
    {
        await SendToPostmasterAsync(path);
        Assert.Single(Bench.Store.Find("postmaster")!.Inbox.Messages);
    }

    [Fact]
    public async Task Mail_for_Postmaster_reaches_the_postmaster_of_a_domain()
    {
        var postmaster = Bench.Store.AddMailbox("postmaster@example.com");
        await SendToPostmasterAsync("<Postmaster>");
        Assert.Single(postmaster.Inbox.Messages);
        Assert.Null(Bench.Store.Find("postmaster"));
    }

    [Theory]
    [InlineData("RCPT TO:<bob>")]
    [InlineData("RCPT TO:<postmaster@>")]
    public async Task Other_recipients_need_a_domain(string command)
    {
        await using var client = await LoggedInAsync();
        await client.AskAsync("MAIL FROM:<alice@example.com>");
        Assert.StartsWith("501 ", await client.AskAsync(command));
    }

    [Fact]
    public async Task A_sender_needs_a_domain()
    {
        await using var client = await LoggedInAsync();
        Assert.StartsWith("501 ", await client.AskAsync("MAIL FROM:<postmaster>"));
    }

    [Fact]
    public async Task Every_message_has_a_number_of_its_own()
    {
        var replies = new List<string?>();
        for (var connection = 0; connection < 2; connection++)
        {
            await using var client = await LoggedInAsync();
            for (var message = 0; message < 3; message++)
            {
                await SendMessageAsync(client);
                replies.Add(await client.ReadAsync());
            }
        }

        Assert.All(replies, reply => Assert.StartsWith("250 2.0.0 OK, queued as ", reply));
        Assert.Equal(6, replies.Distinct().Count());
    }

    private async Task SendToPostmasterAsync(string path)
    {
        await using var client = await LoggedInAsync();
        await client.AskAsync("MAIL FROM:<alice@example.com>");
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:" + path));
        await client.AskAsync("DATA");
        Assert.StartsWith("250 ", await client.AskAsync("Subject: x\r\n\r\n."));
    }
}
