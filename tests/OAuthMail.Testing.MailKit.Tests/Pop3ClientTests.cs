using MailKit.Net.Pop3;
using MailKit.Security;
using MimeKit;

namespace OAuthMail.Testing.MailKit.Tests;

public sealed class Pop3ClientTests : MailKitTest
{
    [Theory]
    [InlineData("XOAUTH2", TlsMode.StartTls)]
    [InlineData("XOAUTH2", TlsMode.Implicit)]
    [InlineData("OAUTHBEARER", TlsMode.StartTls)]
    [InlineData("OAUTHBEARER", TlsMode.Implicit)]
    public async Task Messages_are_listed_with_identifier_size_header_and_content(string mechanism, TlsMode tls)
    {
        var sent = Enumerable.Range(0, 3).Select(i => Put(NewMessage($"Number {i}", "One\r\n.dot\r\n\r\n..\r\n"), Alice.Inbox)).ToArray();
        using var client = await ConnectPop3Async(tls);
        await client.AuthenticateAsync(NewMechanism(mechanism));

        Assert.Equal(3, client.Count);
        Assert.True(
            client.Capabilities.HasFlag(
                Pop3Capabilities.UIDL | Pop3Capabilities.Top | Pop3Capabilities.Pipelining | Pop3Capabilities.Sasl));
        Assert.Equal(3, (await client.GetMessageUidsAsync()).Distinct().Count());
        Assert.Equal((await client.GetMessageUidsAsync())[1], await client.GetMessageUidAsync(1));
        Assert.Equal(sent.Select(m => m.Content.Length), await client.GetMessageSizesAsync());
        Assert.Equal(sent[2].Content.Length, await client.GetMessageSizeAsync(2));
        Assert.Equal("Number 1", (await client.GetMessageHeadersAsync(1))[HeaderId.Subject]);
        Assert.Equal(["Number 0", "Number 1", "Number 2"], (await client.GetMessagesAsync([0, 1, 2])).Select(m => m.Subject));
        await using var stream = await client.GetStreamAsync(0);
        using var octets = new MemoryStream();
        await stream.CopyToAsync(octets);
        Assert.Equal(sent[0].Content.ToArray(), octets.ToArray());
    }

    [Fact]
    public async Task Deleted_messages_are_removed_by_QUIT_and_not_by_a_reset_or_a_broken_connection()
    {
        for (var i = 0; i < 4; i++) Put(NewMessage($"Number {i}"), Alice.Inbox);
        using (var broken = await LogInToPop3Async())
        {
            await broken.DeleteMessagesAsync([0, 1]);
            await broken.DisconnectAsync(quit: false);
        }

        Assert.Equal(4, Alice.Inbox.Messages.Count);
        using (var client = await LogInToPop3Async())
        {
            await client.DeleteAllMessagesAsync();
            await client.ResetAsync();
            await client.DeleteMessageAsync(2);
            await client.NoOpAsync();
            await client.DisconnectAsync(quit: true);
        }

        Assert.Equal(["Number 0", "Number 1", "Number 3"], Alice.Inbox.Messages.Select(m => Read(m).Subject));
    }

    [Fact]
    public async Task A_large_message_and_many_headers_are_transferred()
    {
        Put(NewMessage("Large", string.Concat(Enumerable.Repeat(".a line of the text\r\n", 100_000))), Alice.Inbox);
        for (var i = 0; i < 50; i++) Put(NewMessage($"Number {i}"), Alice.Inbox);
        using var client = await LogInToPop3Async();
        Assert.Equal(2_100_000, (await client.GetMessageAsync(0)).TextBody!.ReplaceLineEndings("\r\n").Length);
        Assert.Equal("Number 49", (await client.GetMessageHeadersAsync(Enumerable.Range(0, 51).ToList()))[50][HeaderId.Subject]);
    }

    [Fact]
    public async Task An_unknown_message_number_is_rejected_and_the_connection_continues()
    {
        Put(NewMessage(), Alice.Inbox);
        using var client = await LogInToPop3Async();
        await client.DeleteMessageAsync(0);
        await Assert.ThrowsAsync<Pop3CommandException>(() => client.GetMessageAsync(0));
        await client.ResetAsync();
        Assert.Equal("Hello", (await client.GetMessageAsync(0)).Subject);
    }

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task After_a_rejection_without_challenge_the_same_connection_accepts_the_next_token(string mechanism)
    {
        Host.Pop3.Faults.RejectNextTokens(1, new TokenRejection { Challenge = false });
        using var client = await ConnectPop3Async();
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(NewMechanism(mechanism)));
        await client.AuthenticateAsync(NewMechanism(mechanism));
        Assert.Equal((1, 1), (Host.Pop3.RejectedLogins, Host.Pop3.AcceptedLogins));
    }

    [Fact]
    public async Task The_client_reports_missing_capabilities_and_the_reason_for_a_rejected_login()
    {
        Host.Pop3.Options.OfferUidl = false;
        Host.Pop3.Options.LoginDelay = TimeSpan.FromMinutes(1);
        using var client = await LogInToPop3Async();
        Assert.False(client.Capabilities.HasFlag(Pop3Capabilities.UIDL));
        Assert.Equal(60, client.LoginDelay);
        using var early = await ConnectPop3Async();
        await Assert.ThrowsAsync<AuthenticationException>(() => early.AuthenticateAsync(NewMechanism()));
        Assert.Contains(Host.Pop3.Transcripts[1].ServerLines, l => l.StartsWith("-ERR [LOGIN-DELAY] ", StringComparison.Ordinal));
        Host.Pop3.Options.LoginDelay = null;
        Host.Pop3.Options.ExclusiveMaildrop = true;
        using var late = await ConnectPop3Async();
        await Assert.ThrowsAsync<AuthenticationException>(() => late.AuthenticateAsync(NewMechanism()));
        Assert.Contains(Host.Pop3.Transcripts[2].ServerLines, l => l.StartsWith("-ERR [IN-USE] ", StringComparison.Ordinal));
    }
}
