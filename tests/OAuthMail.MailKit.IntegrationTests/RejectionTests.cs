using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Tests.ConnectionTest;

namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>Rejections by real mail servers, and the exceptions that they cause.</summary>
[Collection(OnRealServers.Name)]
public sealed class RejectionTests(RealServers servers)
{
    public static TheoryData<MailProtocol, OAuthMechanism> Logins
    {
        get
        {
            var logins = new TheoryData<MailProtocol, OAuthMechanism>();
            foreach (var protocol in Enum.GetValues<MailProtocol>())
            {
                foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer }) logins.Add(protocol, mechanism);
            }

            return logins;
        }
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Expired_token_is_rejected(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMailKit(servers);
        var account = RealMailKit.CreateAccount(mail.Mail.CreateOptions(RealFlow.Secret), mechanism);
        await AssertRejectedAsync(
            mail, account, protocol, mechanism, await mail.Mail.GetEndedTokenAsync(cancellationToken: mail.Cancellation));
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Token_of_another_mailbox_is_rejected(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMailKit(servers);
        var options = mail.Mail.CreateOptions(RealFlow.Secret);
        var token = await mail.TokensOf(MailAccount.Create("own", options)).GetAccessTokenAsync(cancellationToken: mail.Cancellation);
        options.Address = "bob@testbed.example";
        await AssertRejectedAsync(mail, RealMailKit.CreateAccount(options, mechanism), protocol, mechanism, token);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Token_with_another_scope_is_rejected(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMailKit(servers);
        var options = mail.Mail.CreateOptions(RealFlow.Secret);
        options.Scope = "calendar";
        var account = RealMailKit.CreateAccount(options, mechanism);
        await AssertRejectedAsync(
            mail, account, protocol, mechanism, await mail.TokensOf(account).GetAccessTokenAsync(cancellationToken: mail.Cancellation));
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Revoked_token_is_rejected_by_a_server_that_uses_introspection(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMailKit(servers);
        var account = RealMailKit.CreateAccount(mail.Mail.CreateOptions(RealFlow.Secret, opaque: true), mechanism);
        var token = await mail.TokensOf(account).GetAccessTokenAsync(cancellationToken: mail.Cancellation);
        await mail.Mail.RevokeAsync(token.Value);
        await AssertRejectedAsync(mail, account, protocol, mechanism, token);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Rejected_token_is_renewed_and_the_new_one_is_accepted(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMailKit(servers);
        var account = RealMailKit.CreateAccount(mail.Mail.CreateOptions(RealFlow.Secret, opaque: true), mechanism);
        using var former = new RealMail(servers);
        var bad = await former.Tokens.For(account, former.Http).GetAccessTokenAsync(cancellationToken: mail.Cancellation);
        await former.RevokeAsync(bad.Value);
        var good = await mail.TokensOf(account).GetAccessTokenAsync(cancellationToken: mail.Cancellation);

        var reconnecting = new TokenQueue(bad, good);
        using (var client = mail.CreateClient(protocol))
        {
            await client.ConnectAsync(account, reconnecting, mail.Cancellation);
            Assert.True(client.IsAuthenticated);
            Assert.Same(bad, Assert.Single(reconnecting.Requests, request => request.RejectedToken is not null).RejectedToken);
            await client.DisconnectAsync(quit: true, mail.Cancellation);
        }

        var staying = new TokenQueue(bad, good);
        using (var client = mail.CreateClient(protocol))
        {
            await RealMailKit.ConnectByHandAsync(client, account, protocol, mail.Cancellation);
            await client.AuthenticateAsync(staying, account.Address, new MailLoginOptions { Mechanism = mechanism }, mail.Cancellation);
            Assert.True(client.IsAuthenticated);
            Assert.Equal(2, staying.Requests.Count);
            await client.DisconnectAsync(quit: true, mail.Cancellation);
        }
    }

    private async Task AssertRejectedAsync(
        RealMailKit mail, MailAccount account, MailProtocol protocol, OAuthMechanism mechanism, AccessToken token)
    {
        using (var client = mail.CreateClient(protocol))
        {
            AssertRejection(
                await Assert.ThrowsAsync<MailServerException>(
                    () => client.ConnectAsync(account, new TokenQueue(token), mail.Cancellation)));
            Assert.False(client.IsConnected);
        }

        using (var client = mail.CreateClient(protocol))
        {
            await RealMailKit.ConnectByHandAsync(client, account, protocol, mail.Cancellation);
            AssertRejection(
                await Assert.ThrowsAsync<MailServerException>(
                    () => client.AuthenticateAsync(
                        new TokenQueue(token), account.Address, new MailLoginOptions { Mechanism = mechanism }, mail.Cancellation)));
        }

        void AssertRejection(MailServerException failure)
        {
            Assert.True(failure.Problem == Problems.TokenRefused, $"{failure}\n{servers.Logs}");
            Assert.Contains(
                protocol switch
                {
                    MailProtocol.Smtp => "535 5.7.8 ",
                    MailProtocol.Pop3 => "-ERR [AUTH]",
                    _ => " NO [AUTHENTICATIONFAILED]",
                },
                failure.ServerWords[^1], StringComparison.Ordinal);
            Assert.Equal(mechanism == OAuthMechanism.XOAuth2 ? "401" : "invalid_token", failure.Challenge?.Status);
            Assert.NotNull(failure.InnerException);
            Assert.DoesNotContain(token.Value, failure.ToString(), StringComparison.Ordinal);
        }
    }
}
