using System.Text;
using MailKit.Net.Imap;
using OAuthMail.Errors;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Tests.Authentication;
using OAuthMail.MailKit.Tests.Connections;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Protocol;

public sealed class MailProtocolLoggerTests : ScriptedTest
{
    private const string Secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

    public static TheoryData<string> Echoes
    {
        get
        {
            var echoes = new TheoryData<string> { Secret, Secret[..30], "Bearer " + Secret + "!" };
            foreach (var before in new[] { "", "x", "xy" })
            {
                echoes.Add(Convert.ToBase64String(Encoding.ASCII.GetBytes(before + Secret + "z")));
            }
            return echoes;
        }
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Token_is_masked_even_if_the_server_repeats_it(string echo)
    {
        var log = new CountingLogger();
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var refusal = protocol switch
            {
                MailProtocol.Smtp => "535 no: " + echo,
                MailProtocol.Imap => "NO no: " + echo,
                _ => "-ERR no: " + echo,
            };
            await using var peer = Serve(
                new MailPeerScript().Greet(protocol).TakeMessage(protocol).Challenge(protocol).Refuse(protocol, refusal));
            using var client = await ConnectAsync(protocol, peer, next: log);
            var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens(Secret), Address));
            Assert.Contains("<redacted>", Assert.Single(failure.ServerWords), StringComparison.Ordinal);
            RequireClean(log.Text + failure.Message + string.Join('\n', failure.ServerWords));
        }
    }

    [Fact]
    public void Secret_split_across_blocks_is_masked()
    {
        var log = new CountingLogger();
        using var logger = new MailProtocolLogger(log);
        var mechanism = new XOAuth2SaslMechanism(MailProtocol.Smtp, Address, Token(Secret));
        var redactor = new Redactor();
        LoginRedactor.Add(redactor, Token(Secret), mechanism);
        logger.BeginLogin(redactor);
        var line = Encoding.ASCII.GetBytes($"AUTH XOAUTH2 {mechanism.Message}\r\n");
        for (var i = 0; i < line.Length; i++) logger.LogClient(line, i, 1);
        var reply = Encoding.ASCII.GetBytes($"535 {Secret}\r\n235 fine\r\n* rest");
        logger.LogServer(reply, 0, 7);
        logger.LogServer(reply, 7, reply.Length - 7);
        logger.EndLogin();
        RequireClean(log.Text);
        Assert.Equal("AUTH XOAUTH2 <redacted>\r\n", Encoding.ASCII.GetString(log.Client));
        Assert.Equal("535 <redacted>\r\n235 fine\r\n* rest", Encoding.ASCII.GetString(log.Server));
        Assert.Equal(["535 <redacted>", "235 fine", "* rest"], logger.LoginReplies);
    }

    [Fact]
    public void Conversation_outside_of_logins_is_passed_on_unchanged()
    {
        var log = new CountingLogger();
        var logger = new MailProtocolLogger(log);
        byte[] octets = [.. "* 1 FETCH (BODY[] {4}\r\n"u8, 0, 255, 200, 10, .. ")\r\nA1 OK\n"u8];
        logger.BeginLogin(new Redactor());
        logger.EndLogin();
        for (var i = 0; i < octets.Length; i += 5)
        {
            logger.LogServer(octets, i, Math.Min(5, octets.Length - i));
            logger.LogClient(octets, i, Math.Min(5, octets.Length - i));
        }

        Assert.Equal(octets, log.Server);
        Assert.Equal(octets, log.Client);
        logger.Dispose();
        Assert.Equal(1, log.Disposals);
    }

    [Fact]
    public void Lines_without_a_secret_are_passed_on_unchanged_during_a_login()
    {
        var log = new CountingLogger();
        using var logger = new MailProtocolLogger(log);
        byte[] octets = [.. "220 caf"u8, 0xe9, .. " ready\n250 "u8, 0, 255, .. "\r\r\n\nrest"u8];
        var redactor = new Redactor();
        LoginRedactor.Add(redactor, Token(Secret), new XOAuth2SaslMechanism(MailProtocol.Smtp, Address, Token(Secret)));
        logger.BeginLogin(redactor);
        logger.LogServer(octets, 0, octets.Length);
        logger.LogClient(octets, 0, octets.Length);
        logger.EndLogin();
        Assert.Equal(octets, log.Server);
        Assert.Equal(octets, log.Client);
    }

    [Fact]
    public async Task Kept_replies_are_limited()
    {
        var flood = string.Concat(Enumerable.Repeat("* OK nothing new at all\r\n", 3000)) + "* NO " + new string('x', 60_000) + "\r\n";
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Imap).TakeMessage(MailProtocol.Imap).SendRaw(Encoding.ASCII.GetBytes(flood))
                .Refuse(MailProtocol.Imap));
        using var client = (ImapClient)await ConnectAsync(MailProtocol.Imap, peer);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens(Secret), Address));
        Assert.InRange(failure.ServerWords.Sum(line => line.Length), 1, 70_000);
    }

    private static void RequireClean(string text)
    {
        Assert.DoesNotContain(Secret[..30], text, StringComparison.Ordinal);
        for (var skipped = 0; skipped < 3; skipped++)
        {
            var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(Secret[skipped..]));
            Assert.DoesNotContain(encoded[..24], text, StringComparison.Ordinal);
            Assert.DoesNotContain(encoded[24..48], text, StringComparison.Ordinal);
        }
    }
}
