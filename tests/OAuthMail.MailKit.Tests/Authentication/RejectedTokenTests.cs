using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>A server that rejects tokens: both ways to log in renew the token once and then back off.</summary>
public sealed class RejectedTokenTests : MailKitTest
{
    public static TheoryData<MailProtocol, bool> Entries
    {
        get
        {
            var entries = new TheoryData<MailProtocol, bool>();
            foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
            {
                entries.Add(protocol, true);
                entries.Add(protocol, false);
            }

            return entries;
        }
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Rejected_token_is_renewed_once_and_accepted(MailProtocol protocol, bool bare)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectNextTokens(1);
        using var client = await LogInAsync(protocol, bare);
        Assert.True(client.IsAuthenticated);
        Assert.Equal(2, TokenRequests);
        Assert.Equal((1, 1), (Server(protocol).RejectedLogins, Server(protocol).AcceptedLogins));
        Assert.Equal(bare ? 1 : 2, Server(protocol).Connections);
        await client.DisconnectAsync(true);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Second_rejection_is_thrown_and_the_next_login_can_succeed(MailProtocol protocol, bool bare)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectNextTokens(2);
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(protocol, bare));
        Assert.Equal(Problems.TokenRefused, refusal.Problem);
        Assert.Equal(2, TokenRequests);
        Assert.NotEmpty(refusal.ServerWords);
        using var client = await LogInAsync(protocol, bare);
        await client.DisconnectAsync(true);
        Assert.Equal(2, TokenRequests);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Failed_renewal_keeps_the_rejection(MailProtocol protocol, bool bare)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectNextTokens(1);
        Host.AuthorizationServer.Faults.Token.Next(ServerFault.Error("invalid_client"));

        var refusal = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(protocol, bare));

        Assert.Equal(Problems.TokenRefused, refusal.Problem);
        Assert.NotEmpty(refusal.ServerWords);
        Assert.Equal(Problems.ClientRefused, refusal.RenewalFailure!.Problem);
        Assert.True(
            refusal.Message.IndexOf("(token-refused)", StringComparison.Ordinal)
            < refusal.Message.IndexOf("(client-refused)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Frozen_authorization_server_delays_a_rejected_login_for_thirty_seconds_at_most(MailProtocol protocol)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectNextTokens(1);
        var gate = new FaultGate();
        Host.AuthorizationServer.Faults.Token.Next(ServerFault.Hold(gate));

        Task login = protocol switch
        {
            MailProtocol.Smtp => Factory.ConnectSmtpAsync(Account),
            MailProtocol.Imap => Factory.ConnectImapAsync(Account),
            _ => Factory.ConnectPop3Async(Account),
        };
        await gate.WaitForArrivalAsync(CancellationToken.None);
        Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(login.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(2));
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => login);

        Assert.Equal(Problems.TokenRefused, refusal.Problem);
        Assert.NotEmpty(refusal.ServerWords);
        Assert.Equal(Problems.RenewalTimedOut, refusal.RenewalFailure!.Problem);
        gate.Open();
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Server_that_rejects_every_token_does_not_cause_repeated_token_requests(MailProtocol protocol, bool bare)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectAllTokens();
        for (var i = 0; i < 10; i++)
        {
            var refusal = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(protocol, bare));
            Assert.Equal(Problems.TokenRefused, refusal.Problem);
            if (i > 0) Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        }

        Assert.Equal(2, TokenRequests);
        Assert.Equal(11, Server(protocol).RejectedLogins);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Server_that_disconnects_after_a_rejection_requires_a_new_connection(MailProtocol protocol, bool bare)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectNextTokens(1, new TokenRejection { Closes = true });
        if (bare)
        {
            var failure = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(protocol, bare));
            Assert.Equal(Problems.ReconnectNeeded, failure.Problem);
            Assert.Equal(TimeSpan.Zero, failure.RetryAfter);
            Assert.Equal(2, TokenRequests);
        }

        using var client = await LogInAsync(protocol, bare);
        await client.DisconnectAsync(true);
        Assert.Equal(2, TokenRequests);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled")]
    [InlineData(MailProtocol.Smtp, "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.")]
    [InlineData(MailProtocol.Smtp, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.")]
    [InlineData(MailProtocol.Imap, "NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)")]
    [InlineData(MailProtocol.Pop3, "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access.")]
    public async Task Rejection_that_is_not_about_the_token_is_not_retried(MailProtocol protocol, string words)
    {
        await WarmUpAsync();
        Server(protocol).Faults.RejectAllTokens(new TokenRejection { Text = words });
        foreach (var bare in new[] { true, false })
        {
            var refusal = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(protocol, bare));
            Assert.NotEqual(ProblemKind.TokenRefused, refusal.Problem.Kind);
            Assert.NotEqual(Problems.ServerRefused, refusal.Problem);
            Assert.Contains(words[words.IndexOf(' ')..].Trim(), refusal.ServerWords[^1], StringComparison.Ordinal);
        }

        Assert.Equal(1, TokenRequests);
        Assert.Equal(2, Server(protocol).RejectedLogins);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Busy_server_is_not_reported_as_a_rejected_token(MailProtocol protocol)
    {
        await WarmUpAsync();
        var words = protocol switch
        {
            MailProtocol.Smtp => "454 4.7.0 Temporary authentication failure",
            MailProtocol.Imap => "NO [UNAVAILABLE] later",
            _ => "-ERR [SYS/TEMP] later",
        };
        Server(protocol).Faults.RejectAllTokens(new TokenRejection { Text = words });
        var failure = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(protocol, bare: false));
        Assert.Equal(ProblemKind.Transient, failure.Problem.Kind);
        Assert.True(failure.RetryAfter > TimeSpan.Zero);
        Assert.Equal(1, TokenRequests);
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Token_that_is_too_long_for_the_server_is_reported_as_the_cause(MailProtocol protocol, bool bare)
    {
        var tokens = new OAuthMail.Tests.ConnectionTest.TokenQueue(
            new AccessToken(new string('t', 12_400), Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1)));
        using var client = NewClient(protocol);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => LogInAsync(client, protocol, bare, tokens));
        Assert.Contains("12288", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('t', 100), failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aud", "00000003-0000-0000-c000-000000000000", "token-for-graph")]
    [InlineData("aud", "api://something", "token-audience-wrong")]
    [InlineData("roles", "SMTP.SendAsApp", "token-permission-missing")]
    [InlineData("tid", "99999999-2222-3333-4444-555555555555", "token-of-another-tenant")]
    public async Task Claims_that_explain_a_rejection_are_its_problem(string claim, string value, string code)
    {
        var rejection = await LogInWithClaimsAsync(claim, $"\"{value}\"");
        Assert.Equal(code, rejection.Problem.Code);
        Assert.Equal([code, "application-not-permitted"], rejection.Diagnosis!.Causes.Take(2).Select(cause => cause.Problem.Code));
        Assert.True(global::OAuthMail.MailKit.Watching.WatchFailures.IsTransient(rejection));
    }

    [Theory]
    [InlineData("upn", "\"bob@example.com\"", "token-of-another-mailbox")]
    [InlineData("exp", "1", "token-expired")]
    public async Task Claims_that_may_not_explain_a_rejection_are_further_causes(string claim, string json, string code)
    {
        var rejection = await LogInWithClaimsAsync(claim, json);
        Assert.Equal(
            ["application-not-permitted", code], rejection.Diagnosis!.Causes.Take(2).Select(cause => cause.Problem.Code));
    }

    /// <summary>Logs in to Exchange as an application, with a token that has one claim, and returns the second rejection.</summary>
    private async Task<MailServerException> LogInWithClaimsAsync(string claim, string json)
    {
        Host.Imap.Faults.RejectAllTokens(new TokenRejection { Text = "NO AUTHENTICATE failed." });
        var account = MailAccount.Create("exchange", new MailAccountOptions
        {
            Provider = "microsoft365",
            Address = AliceAddress,
            Flow = OAuthFlow.ClientCredentials,
            TenantId = "11111111-2222-3333-4444-555555555555",
            ClientId = "22222222-2222-3333-4444-555555555555",
            ClientSecret = "a secret for tests",
            Imap = $"tls://{Host.Imap.ImplicitTls}",
        });
        var payload = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{{\"{claim}\":{json}}}"))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var now = Clock.GetUtcNow();
        var tokens = new OAuthMail.Tests.ConnectionTest.TokenQueue(
            new AccessToken($"e30.{payload}.{new string('A', 86)}", now.AddMinutes(-5), now.AddHours(1)),
            new AccessToken($"e30.{payload}.{new string('B', 86)}", now, now.AddHours(1)));
        using var client = NewClient(MailProtocol.Imap);
        return await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(account, tokens));
    }

    private MailTestServer Server(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => Host.Smtp,
        MailProtocol.Imap => Host.Imap,
        _ => Host.Pop3,
    };

    /// <summary>
    /// Acquires a token and lets some minutes pass, because a token younger than one minute is not renewed after a rejection.
    /// </summary>
    private async Task WarmUpAsync()
    {
        await AccountTokens.GetAccessTokenAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));
    }

    private async Task<MailService> LogInAsync(MailProtocol protocol, bool bare)
    {
        var client = NewClient(protocol);
        try
        {
            await LogInAsync(client, protocol, bare, AccountTokens);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task LogInAsync(MailService client, MailProtocol protocol, bool bare, IAccessTokenProvider tokens)
    {
        if (!bare)
        {
            await client.ConnectAsync(Account, tokens);
            return;
        }

        var endpoint = Server(protocol).ImplicitTls;
        await client.ConnectAsync(endpoint.Host, endpoint.Port, SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(tokens, AliceAddress);
    }

    private MailService NewClient(MailProtocol protocol)
    {
        MailService client = protocol switch
        {
            MailProtocol.Smtp => new SmtpClient(new MailProtocolLogger()),
            MailProtocol.Imap => new ImapClient(new MailProtocolLogger()),
            _ => new Pop3Client(new MailProtocolLogger()),
        };
        return Trust(client);
    }
}
