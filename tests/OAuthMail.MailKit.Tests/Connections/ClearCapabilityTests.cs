using MailKit.Security;
using OAuthMail.MailKit.Tests.Authentication;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>IMAP capabilities that were received before TLS are void (RFC 3501 section 6.2.1).</summary>
public sealed class ClearCapabilityTests : ScriptedTest
{
    public static TheoryData<string, string> Forgeries => new()
    {
        { "* CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER", "OK Begin TLS" },
        { "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN", "OK Begin TLS" },
        { "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER] note", "OK Begin TLS" },
        { "* OK nothing", "OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER] Begin TLS" },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Capabilities_before_TLS_do_not_choose_the_mechanism(string untagged, string tagged)
    {
        foreach (var isBare in new[] { false, true })
        {
            // OAUTHBEARER is preferred by the account, and refused; nothing is sent before the server asks for it.
            var script = new MailPeerScript().Greet(MailProtocol.Imap, startTls: true).Expect("* STARTTLS").Send(untagged)
                .SendTagged(tagged).StartTls();
            script = isBare ? script : script.Expect("* AUTHENTICATE OAUTHBEARER").SendTagged("NO Unsupported authentication mechanism");
            script = script.Expect("* AUTHENTICATE XOAUTH2").Send("+ ").Expect("*").Accept(MailProtocol.Imap);
            await using var peer = ServeStartTls(script);
            using var client = NewClient(MailProtocol.Imap);
            var tokens = Tokens("the-first-token", "the-second-token");
            if (isBare)
            {
                await client.ConnectAsync(peer.Endpoint.Host, peer.Endpoint.Port, SecureSocketOptions.StartTls);
                await client.AuthenticateAsync(tokens, Address);
            }
            else
            {
                var account = AccountAt(peer.Endpoint, options =>
                {
                    options.Mechanisms.Add(OAuthMechanism.OAuthBearer);
                    options.Mechanisms.Add(OAuthMechanism.XOAuth2);
                });
                await client.ConnectAsync(account, tokens);
            }

            Assert.True(client.IsAuthenticated);
            Assert.Single(tokens.Requests);
            peer.Verify();
        }
    }

    [Fact]
    public async Task Capabilities_after_TLS_are_used()
    {
        await using var peer = ServeStartTls(
            new MailPeerScript().Greet(MailProtocol.Imap, startTls: true).Expect("* STARTTLS").SendTagged("OK Begin TLS").StartTls()
                .Expect("* CAPABILITY").Send("* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2").SendTagged("OK done")
                .TakeMessage(MailProtocol.Imap).Accept(MailProtocol.Imap));
        using var client = NewClient(MailProtocol.Imap);
        await client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("token"));
        Assert.True(client.IsAuthenticated);
        peer.Verify();
    }
}
