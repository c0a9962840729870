using System.Text;
using MailKit.Net.Smtp;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Tests.Connections;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>A server that echoes what it received, during the login and at any time after it.</summary>
public sealed class EchoedSecretTests : ScriptedTest
{
    private const string Secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

    private static readonly string Message = Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"user={Address}\u0001auth=Bearer {Secret}\u0001\u0001"));

    public static TheoryData<MailProtocol, string> Echoes
    {
        get
        {
            var echoes = new TheoryData<MailProtocol, string>();
            foreach (var echo in new[] { Secret, Message, Uri.EscapeDataString(Message), $"\u001b[2J{Secret}" })
            {
                foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 }) echoes.Add(protocol, echo);
            }

            return echoes;
        }
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task Rejection_with_an_echo_does_not_reveal_it_in_inner_exceptions(MailProtocol protocol, string echo)
    {
        foreach (var withLogger in new[] { true, false })
        {
            await using var peer = Serve(new MailPeerScript().Greet(protocol).TakeMessage(protocol).Refuse(
                protocol, protocol switch
                {
                    MailProtocol.Smtp => $"535 5.7.8 no: {echo}",
                    MailProtocol.Imap => $"NO [ALERT] no: {echo}",
                    _ => $"-ERR no: {echo}",
                }));
            using var client = await ConnectAsync(protocol, peer, withLogger);
            RequireClean(await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens(Secret), Address)));
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Echo_in_a_BYE_or_an_invalid_reply_is_not_revealed(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol).TakeMessage(protocol)
            .Send(protocol == MailProtocol.Imap ? $"* BYE {Secret}" : $"what is {Message}?").Close());
        using var client = await ConnectAsync(protocol, peer);
        RequireClean(await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens(Secret), Address)));
    }

    [Fact]
    public async Task Log_is_masked_for_the_whole_connection()
    {
        var log = new CountingLogger();
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).TakeMessage(MailProtocol.Smtp).Accept(MailProtocol.Smtp)
                .Expect("NOOP").Send($"250 you are {Secret}").Expect("NOOP").Send($"250 {Message}"));
        var client = (SmtpClient)await ConnectAsync(MailProtocol.Smtp, peer, next: log);
        await client.AuthenticateAsync(Tokens(Secret), Address);
        await client.NoOpAsync();
        await client.NoOpAsync();
        client.Dispose();
        Assert.Contains("250 you are <redacted>", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[..30], log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Message[60..90], log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_without_a_secret_stays_as_it_is()
    {
        var redactor = new OAuthMail.Errors.Redactor();
        redactor.Add(Secret);
        var failure = new SmtpCommandException(SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.TransactionFailed, "no\r\nnever\twill");
        Assert.Same(failure, LoginRedactor.Clean(failure, redactor));
        var outer = new IOException("outer", new AggregateException(new TimeoutException(), new IOException(Secret)));
        var standIn = LoginRedactor.Clean(outer, redactor);
        Assert.NotSame(outer, standIn);
        Assert.Contains("System.IO.IOException: outer", standIn.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, standIn.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, standIn.InnerException!.ToString(), StringComparison.Ordinal);
    }

    private static void RequireClean(MailServerException failure)
    {
        var text = failure + string.Join('\n', failure.ServerWords) + failure.Challenge;
        for (Exception? one = failure; one is not null; one = one.InnerException) text += one.Message + one;
        Assert.DoesNotContain(Secret[..30], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Message[60..90], text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }
}
