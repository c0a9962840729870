using System.Text;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class Pop3MaildropTests : Pop3Tests
{
    [Fact]
    public async Task The_UIDL_of_a_message_does_not_depend_on_other_messages()
    {
        for (var i = 0; i < 3; i++) Inbox.Append(Encoding.UTF8.GetBytes(MailBench.Message));
        Dictionary<string, string> before;
        await using (var client = await LoggedInAsync())
        {
            before = await UidlAsync(client);
            Assert.StartsWith("+OK", await client.AskAsync("DELE 1"));
            Assert.StartsWith("+OK", await client.AskAsync("QUIT"));
        }

        Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        await using var second = await LoggedInAsync();
        var after = await UidlAsync(second);
        Assert.Equal((before["2"], before["3"]), (after["1"], after["2"]));
        Assert.DoesNotContain(after["3"], before.Values);
    }

    [Fact]
    public async Task A_renumbered_maildrop_has_new_UIDLs_and_its_open_session_deletes_nothing()
    {
        for (var i = 0; i < 2; i++) Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync();
        var before = await UidlAsync(client);
        Assert.StartsWith("+OK", await client.AskAsync("DELE 1"));
        Inbox.RenewUids();
        Assert.Equal(before["2"], (await UidlAsync(client))["2"]);
        Assert.StartsWith("+OK", await client.AskAsync("QUIT"));
        await using var second = await LoggedInAsync();
        var after = await UidlAsync(second);
        Assert.Equal(2, after.Count);
        Assert.Empty(after.Values.Intersect(before.Values));
    }

    [Fact]
    public async Task A_server_without_UIDL_does_not_offer_it()
    {
        Options.OfferUidl = false;
        Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        await using var client = await LoggedInAsync();
        Assert.DoesNotContain("UIDL", await client.AskAsync("CAPA", l => l == "."));
        Assert.StartsWith("-ERR ", await client.AskAsync("UIDL"));
        Assert.StartsWith("-ERR ", await client.AskAsync("UIDL 1"));
        Assert.StartsWith("+OK 1 ", await client.AskAsync("STAT"));
    }

    [Fact]
    public async Task A_login_too_soon_after_the_last_is_rejected_and_does_not_restart_the_delay()
    {
        var time = new ManualTimeProvider();
        Options.TimeProvider = time;
        Options.LoginDelay = TimeSpan.FromMinutes(5);
        await using (var client = await LoggedInAsync()) Assert.Contains("LOGIN-DELAY 300", await client.AskAsync("CAPA", l => l == "."));
        time.Advance(TimeSpan.FromMinutes(4));
        await using var second = await ConnectedAsync();
        Assert.StartsWith("-ERR [LOGIN-DELAY] ", await second.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.StartsWith("+OK ", await second.AskAsync("AUTH XOAUTH2 " + MailBench.XOAuth2(MailBench.Bob, "bob-token")));
        time.Advance(TimeSpan.FromMinutes(1));
        await using var third = await LoggedInAsync();
        Assert.Equal((3, 0), (Server.AcceptedLogins, Server.RejectedLogins));
    }

    [Fact]
    public async Task A_maildrop_in_use_is_locked_until_its_session_is_closed()
    {
        Options.ExclusiveMaildrop = true;
        await using var first = await LoggedInAsync();
        await using var second = await ConnectedAsync();
        Assert.StartsWith("-ERR [IN-USE] ", await second.AskAsync("AUTH XOAUTH2 " + GoodToken));
        Assert.StartsWith("+OK ", await first.AskAsync("QUIT"));
        Assert.StartsWith("+OK ", await second.AskAsync("AUTH XOAUTH2 " + GoodToken));
    }

    private static async Task<Dictionary<string, string>> UidlAsync(LineClient client)
    {
        var lines = await client.AskAsync("UIDL", l => l == ".");
        return lines[1..^1].Select(l => l.Split(' ')).ToDictionary(words => words[0], words => words[1]);
    }
}
