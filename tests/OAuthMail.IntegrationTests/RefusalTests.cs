using OAuthMail.Accounts;
using OAuthMail.ConnectionTest;
using OAuthMail.Diagnosis;
using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Providers;
using OAuthMail.Tokens;

namespace OAuthMail.IntegrationTests;

/// <summary>What real mail servers refuse, and how the report explains it.</summary>
[Collection(OnRealServers.Name)]
public sealed class RefusalTests(RealServers servers)
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
    public async Task A_token_that_has_ended_is_refused(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret);
        RealMail.UseResource(options, "short");
        var account = MailAccount.Create("account", options);
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await Task.Delay(token.ExpiresAt - DateTimeOffset.UtcNow + TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Another_mailboxs_token_is_refused(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret);
        var token = await mail.Tokens.For(MailAccount.Create("own", options), mail.Http).GetAccessTokenAsync();
        options.Address = "bob@testbed.example";
        await AssertRefusedAsync(MailAccount.Create("other", options), protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task A_token_of_another_scope_is_refused(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret);
        options.Scope = "calendar";
        var account = MailAccount.Create("account", options);
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await AssertRefusedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task A_token_that_was_revoked_is_refused_by_a_server_that_asks(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, opaque: true));
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await mail.RevokeAsync(token.Value);
        await AssertRefusedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task A_certificate_of_an_unknown_issuer_gets_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
        {
            var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, tls: tls));
            var report = await new ConnectionTester().TestAsync(account, protocol, mail.Tokens.For(account, mail.Http));
            Assert.Equal(Problems.CertificateUntrusted, report.Problem);
            Assert.DoesNotContain(report.Steps, step => step.Kind == ConnectionStepKind.Authenticate);
        }
    }

    [RealServersTheory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(3000)]
    [InlineData(6000)]
    public async Task Tokens_up_to_the_limit_of_the_protocols_are_taken(int padding)
    {
        using var mail = new RealMail(servers);
        foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
        {
            foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
            {
                var options = mail.CreateOptions(RealFlow.Secret, tls: tls);
                options.TokenParameters["padding"] = padding.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var account = MailAccount.Create("account", options);
                Assert.True((await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync()).Value.Length > padding);

                // Dovecot hangs up on IMAP and POP3 clients whose login is longer than 8,192 octets.
                foreach (var protocol in account.Protocols.Where(protocol => padding < 6000 || protocol == MailProtocol.Smtp))
                {
                    var report = await Tester.TestAsync(account, protocol, mail.Tokens.For(account, mail.Http), new ConnectionTestOptions { Mechanism = mechanism });
                    Assert.True(report.Succeeded, $"{report}\n{servers.Logs}");
                }
            }
        }
    }

    private ConnectionTester Tester => new(new ConnectionTesterOptions { ServerCertificateValidationCallback = servers.CertificateAuthority.ValidationCallback });

    private async Task AssertRefusedAsync(MailAccount account, MailProtocol protocol, OAuthMechanism mechanism, AccessToken token, Problem problem)
    {
        using var tokens = new MailTokens();
        var one = tokens.From(TokenSource.FromDelegate("one token", (_, _) => new ValueTask<AccessToken>(new AccessToken(token.Value, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddHours(1)))));
        var report = await Tester.TestAsync(account, protocol, one, new ConnectionTestOptions { Mechanism = mechanism });
        Assert.True(report.Problem == problem, $"{report}\n{servers.Logs}");
        Assert.Contains(report.Steps, step => step.Kind == ConnectionStepKind.Authenticate && step.ServerWords.Count > 0);
        Assert.DoesNotContain(token.Value, report.ToString(), StringComparison.Ordinal);
    }
}
