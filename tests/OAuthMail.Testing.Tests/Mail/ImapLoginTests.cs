namespace OAuthMail.Testing.Tests.Mail;

public sealed class ImapLoginTests : ImapTests
{
    [Fact]
    public async Task Capabilities_depend_on_the_state_of_the_connection()
    {
        await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        Assert.Contains("STARTTLS LOGINDISABLED]", await client.ReadAsync());
        Assert.StartsWith("1 NO [PRIVACYREQUIRED]", await client.AskAsync("1 AUTHENTICATE XOAUTH2"));
        Assert.StartsWith("2 BAD Log in first", await client.AskAsync("2 SELECT INBOX"));

        await client.SendAsync("3 STARTTLS\r\n4 NOOP\r\n");
        Assert.StartsWith("3 OK ", await client.ReadAsync());
        await client.StartTlsAsync(Bench.Authority);
        var secure = await AskAsync(client, "5 CAPABILITY");
        Assert.Equal("* CAPABILITY IMAP4rev1 LITERAL+ ID LOGINDISABLED SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER", secure[0]);
        Assert.StartsWith("6 BAD ", await client.AskAsync("6 STARTTLS"));
        Assert.StartsWith("7 NO ", await client.AskAsync("7 LOGIN alice secret"));

        Assert.Equal(
            "8 OK [CAPABILITY IMAP4rev1 LITERAL+ ID NAMESPACE UNSELECT CHILDREN UIDPLUS MOVE IDLE SPECIAL-USE ESEARCH ENABLE CONDSTORE "
            + "UTF8=ACCEPT] AUTHENTICATE completed.",
            await client.AskAsync("8 AUTHENTICATE OAUTHBEARER " + MailBench.OAuthBearer(MailBench.Alice, MailBench.AliceToken)));
        Assert.StartsWith("9 BAD ", await client.AskAsync("9 AUTHENTICATE XOAUTH2"));
        Assert.DoesNotContain("secret", Server.Transcripts[0].ToString(), StringComparison.Ordinal);
        var login = Assert.Single(Server.Logins);
        Assert.Equal(("127.0.0.1", (int?)1), (login.Host, login.Port));
    }

    [Fact]
    public async Task Without_SASL_IR_the_exchange_takes_two_steps()
    {
        Options.OfferInitialResponse = false;
        await using var client = await ConnectedAsync();
        Assert.DoesNotContain("SASL-IR", (await AskAsync(client, "1 CAPABILITY"))[0]);
        Assert.StartsWith(
            "2 BAD ", await client.AskAsync("2 AUTHENTICATE XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
        Assert.Equal("+ ", await client.AskAsync("3 AUTHENTICATE XOAUTH2"));
        Assert.StartsWith("3 BAD ", await client.AskAsync("*"));
        Assert.Equal("+ ", await client.AskAsync("4 AUTHENTICATE XOAUTH2"));
        Assert.StartsWith("4 OK ", await client.AskAsync(MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
    }

    [Fact]
    public async Task A_rejected_token_is_challenged_and_the_connection_stays_in_step()
    {
        Options.Dialect = MailDialect.Google;
        await using var client = await ConnectedAsync();
        var challenge = await client.AskAsync("1 AUTHENTICATE OAUTHBEARER " + MailBench.OAuthBearer(MailBench.Alice, MailBench.EndedToken));
        Assert.Equal("""{"status":"401","schemes":"Bearer","scope":"https://mail.google.com/"}""", MailBench.Unbase64(challenge![2..]));
        Assert.Equal("1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", await client.AskAsync("AQ=="));
        Assert.StartsWith(
            "2 OK ", await client.AskAsync("2 AUTHENTICATE XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exchange_accepts_the_token_and_does_not_connect_the_mailbox(bool closes)
    {
        Options.Dialect = MailDialect.Exchange;
        Server.Faults.AuthenticatedButNotConnected = true;
        Server.Faults.NotConnectedCloses = closes;
        await using var client = await ConnectedAsync();
        Assert.Equal(
            "0 NO AUTHENTICATE failed.", await client.AskAsync("0 AUTHENTICATE XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, "unknown")));
        Assert.Equal(
            "1 OK AUTHENTICATE completed.", await client.AskAsync(
                "1 AUTHENTICATE XOAUTH2 " + MailBench.XOAuth2(MailBench.Alice, MailBench.AliceToken)));
        Assert.Equal("2 BAD User is authenticated but not connected.", await client.AskAsync("2 NAMESPACE"));
        if (closes)
        {
            Assert.Equal("* BYE Connection closed. 14", await client.ReadAsync());
            Assert.Null(await client.ReadAsync());
        }
        else
        {
            Assert.Equal("3 BAD User is authenticated but not connected.", await client.AskAsync("3 LIST \"\" INBOX"));
            Assert.StartsWith("4 OK ", await client.AskAsync("4 NOOP"));
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("(1 NOOP")]
    [InlineData("1 STUFF")]
    [InlineData("1 AUTHENTICATE")]
    [InlineData("1 SELECT {99999999999999999999}")]
    public async Task Malformed_commands_are_answered_with_BAD_and_the_connection_continues(string command)
    {
        await using var client = await ConnectedAsync();
        Assert.Contains(" BAD ", await client.AskAsync(command));
        Assert.StartsWith("2 OK ", await client.AskAsync("2 NOOP"));
    }

    [Fact]
    public async Task The_length_of_literals_and_lines_is_limited()
    {
        await using var client = await ConnectedAsync();
        Assert.StartsWith("1 NO [TOOBIG]", await client.AskAsync("1 LOGIN {20000000}"));
        Assert.StartsWith("2 BAD Command line too long", await client.AskAsync("2 NOOP " + new string('x', 70000)));
        Assert.StartsWith("* BYE ", await client.AskAsync("3 LOGIN {20000000+}"));
        Assert.Null(await client.ReadAsync());
    }
}
