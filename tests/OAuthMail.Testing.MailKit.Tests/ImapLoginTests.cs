using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace OAuthMail.Testing.MailKit.Tests;

public sealed class ImapLoginTests : MailKitTest
{
    private MailTestHostOptions? _options;

    [Theory]
    [InlineData("XOAUTH2", TlsMode.Implicit)]
    [InlineData("XOAUTH2", TlsMode.StartTls)]
    [InlineData("OAUTHBEARER", TlsMode.Implicit)]
    [InlineData("OAUTHBEARER", TlsMode.StartTls)]
    public async Task A_login_opens_the_mailbox(string mechanism, TlsMode tls)
    {
        using var client = await ConnectImapAsync(tls);
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.IMAP4rev1 | ImapCapabilities.SaslIR));
        await client.AuthenticateAsync(NewMechanism(mechanism));
        Assert.True(client.Capabilities.HasFlag(
            ImapCapabilities.UidPlus | ImapCapabilities.Move | ImapCapabilities.Idle | ImapCapabilities.Namespace
            | ImapCapabilities.Unselect));
        Assert.Equal('/', client.PersonalNamespaces[0].DirectorySeparator);
        Assert.Equal(FolderAccess.ReadWrite, await client.Inbox!.OpenAsync(FolderAccess.ReadWrite));
        await client.NoOpAsync();
        await client.DisconnectAsync(quit: true);
        Assert.True(Host.Imap.Logins[0].InitialResponse);
    }

    [Theory]
    [InlineData("XOAUTH2", true)]
    [InlineData("XOAUTH2", false)]
    [InlineData("OAUTHBEARER", true)]
    [InlineData("OAUTHBEARER", false)]
    public async Task After_a_rejection_the_same_connection_accepts_the_next_token(string mechanism, bool challenge)
    {
        Host.Imap.Faults.RejectNextTokens(1, new TokenRejection { Challenge = challenge });
        using var client = await ConnectImapAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(NewMechanism(mechanism)));
        await client.AuthenticateAsync(NewMechanism(mechanism));
        Assert.Equal(challenge ? true : null, Host.Imap.Logins[0].ChallengeAnswered);
        Assert.Equal((1, 1), (Host.Imap.RejectedLogins, Host.Imap.AcceptedLogins));
    }

    [Fact]
    public async Task Without_SASL_IR_the_token_is_sent_on_a_separate_line()
    {
        _options!.Imap.OfferInitialResponse = false;
        using var client = await LogInToImapAsync();
        Assert.True(client.IsAuthenticated);
        Assert.False(Host.Imap.Logins[0].InitialResponse);
    }

    [Fact]
    public async Task Exchange_accepts_and_rejects_tokens_on_all_three_protocols()
    {
        _options!.Smtp.Dialect = _options.Imap.Dialect = _options.Pop3.Dialect = MailDialect.Exchange;
        Func<Task<MailService>>[] connect =
            [async () => await ConnectSmtpAsync(), async () => await ConnectImapAsync(), async () => await ConnectPop3Async()];
        foreach (var open in connect)
        {
            using var client = await open();
            Assert.Equal("XOAUTH2", Assert.Single(client.AuthenticationMechanisms));
            var bob = NewMechanism(token: NewToken(BobAddress));
            await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(bob));
            await client.AuthenticateAsync(NewMechanism());
            Assert.True(client.IsAuthenticated);
            await client.DisconnectAsync(quit: true);
        }
    }

    [Fact]
    public async Task Google_sends_a_challenge_and_MailKit_answers_it()
    {
        _options!.Smtp.Dialect = _options.Imap.Dialect = MailDialect.Google;
        foreach (var open in new Func<Task<MailService>>[] { async () => await ConnectSmtpAsync(), async () => await ConnectImapAsync() })
        {
            using var client = await open();
            var bob = NewMechanism(token: NewToken(BobAddress));
            await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(bob));
            await client.AuthenticateAsync(NewMechanism());
        }

        Assert.All([Host.Smtp.Logins[0], Host.Imap.Logins[0]], l => Assert.True(l.ChallengeAnswered));
    }

    [Fact]
    public async Task A_connection_cut_during_AUTH_is_reported_as_disconnected_and_not_as_rejected()
    {
        Host.Imap.Faults.At(MailStage.AuthMiddle, MailFault.Cut());
        using var client = await ConnectImapAsync();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsync(NewMechanism()));
        Assert.IsNotType<AuthenticationException>(failure);
        Assert.False(client.IsConnected);
    }

    protected override void Configure(MailTestHostOptions options) => _options = options;
}
