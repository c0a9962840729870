using System.Text;
using OAuthMail.Errors;
using OAuthMail.MailKit.Protocol;
using OAuthMail.MailKit.Tests.Authentication;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Protocol;

/// <summary>Replies without an end, before, during and after the login.</summary>
public sealed class ReplyLimitTests : ScriptedTest
{
    private static readonly byte[] Block = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Endless_line_of_a_greeting_ends_the_connection(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().SendRaw(Start(protocol)).SendRaw(Block).Read());
        using var client = NewClient(protocol);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("token")));
        Assert.Equal(Problems.ServerReplyInvalid, failure.Problem);
        Assert.Contains("a line of more than 65536 octets", failure.Message, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Endless_lines_during_a_login_end_the_connection(MailProtocol protocol)
    {
        var line = protocol switch
        {
            MailProtocol.Smtp => "535-no\r\n",
            MailProtocol.Imap => "* OK wait\r\n",
            _ => "+OK\r\n",
        };
        var flood = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 20_000)));
        var script = protocol == MailProtocol.Pop3
            ? new MailPeerScript().Send("+OK hello").Expect("CAPA")
            : new MailPeerScript().Greet(protocol, "XOAUTH2").TakeMessage(protocol);
        await using var peer = Serve(script.SendRaw(flood).Read());
        using var client = NewClient(protocol);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("token")));
        Assert.Equal(Problems.ServerReplyInvalid, failure.Problem);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Endless_line_after_a_login_ends_the_connection(MailProtocol protocol)
    {
        var script = new MailPeerScript().Greet(protocol).TakeMessage(protocol).Accept(protocol).Read().SendRaw(Start(protocol));
        for (var i = 0; i < (protocol == MailProtocol.Imap ? 17 : 1); i++) script = script.SendRaw(Block);
        await using var peer = Serve(script.Read());
        using var client = await ConnectAsync(protocol, peer);
        await client.AuthenticateAsync(Tokens("token"), Address);
        await Assert.ThrowsAsync<ReplyTooLongException>(() => client.NoOpAsync());
        Assert.False(client.IsConnected);
    }

    [Fact]
    public void Long_literal_is_not_limited()
    {
        using var logger = new MailProtocolLogger();
        logger.LogConnect(new Uri("imap://example.com/"));
        logger.BeginLogin(new Redactor());
        for (var i = 0; i < 3; i++)
        {
            Receive(logger, $"* 1 FETCH (BODY[] {{{Block.Length}}}\r\n");
            logger.LogServer(Block, 0, Block.Length);
            Receive(logger, ")\r\n");
        }

        Assert.Throws<ReplyTooLongException>(() => logger.LogServer(Block, 0, Block.Length));
    }

    [Fact]
    public void Message_of_POP3_is_not_limited_but_a_list_is()
    {
        using var logger = new MailProtocolLogger();
        logger.LogConnect(new Uri("pop://example.com/"));
        Send(logger, "RETR 1\r\n");
        logger.LogServer(Block, 0, Block.Length);
        Send(logger, "LIST\r\n");
        Assert.Throws<ReplyTooLongException>(() => logger.LogServer(Block, 0, Block.Length));
    }

    [Fact]
    public void Long_search_and_many_messages_are_not_limited_after_the_login()
    {
        using var logger = new MailProtocolLogger();
        logger.LogConnect(new Uri("imaps://example.com/"));
        Send(logger, "A1 UID SEARCH ALL\r\n");
        Receive(logger, "* SEARCH " + string.Join(' ', Enumerable.Range(1, 500_000)) + "\r\nA1 OK\r\n");
        Send(logger, "A2 UID FETCH 1:* FLAGS\r\n");
        for (var i = 0; i < 300_000; i++) Receive(logger, "* 1 FETCH (FLAGS ())\r\n");
        Assert.Throws<ReplyTooLongException>(() =>
        {
            for (var i = 0; i < 300_000; i++) Receive(logger, "* OK still here\r\n");
        });
    }

    private static byte[] Start(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => "220 "u8.ToArray(),
        MailProtocol.Imap => "* OK "u8.ToArray(),
        _ => "+OK "u8.ToArray(),
    };

    private static void Send(MailProtocolLogger logger, string text)
    {
        var octets = Encoding.ASCII.GetBytes(text);
        logger.LogClient(octets, 0, octets.Length);
    }

    private static void Receive(MailProtocolLogger logger, string text)
    {
        var octets = Encoding.ASCII.GetBytes(text);
        logger.LogServer(octets, 0, octets.Length);
    }
}
