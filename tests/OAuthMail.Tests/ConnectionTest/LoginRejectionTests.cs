using System.Text;
using OAuthMail.Testing;

namespace OAuthMail.Tests.ConnectionTest;

public class LoginRejectionTests : IClassFixture<ConnectionFixture>
{
    private readonly ConnectionFixture _fixture;

    public LoginRejectionTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    public static TheoryData<MailProtocol, OAuthMechanism> Mechanisms
    {
        get
        {
            var data = new TheoryData<MailProtocol, OAuthMechanism>();
            foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
                foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
                    data.Add(protocol, mechanism);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Rejected_token_is_renewed_once_over_a_new_connection(MailProtocol protocol, OAuthMechanism mechanism)
    {
        var (old, renewed) = (_fixture.NewToken(TimeSpan.FromMinutes(5)), _fixture.NewToken());
        _fixture.Server(protocol).Faults.RejectToken(old.Value);
        var before = _fixture.Server(protocol).Connections;
        var tokens = new TokenQueue(old, renewed);
        var report = await _fixture.TestAsync(protocol, tokens: tokens, options: new ConnectionTestOptions { Mechanism = mechanism });

        Assert.True(report.Succeeded, report.ToText());
        Assert.Equal(2, _fixture.Server(protocol).Connections - before);
        Assert.Equal([null, old], tokens.Requests.Select(request => request.RejectedToken));
        var refused = report.Steps.Single(step => step.Kind == ConnectionStepKind.Authenticate && step.Attempt == 1);
        Assert.Equal(ConnectionStepOutcome.Warning, refused.Outcome);
        Assert.Equal(Problems.TokenRefused, refused.Problem);
        Assert.Contains("\"status\"", refused.ServerWords[0]);
        Assert.NotNull(((MailServerException)refused.Exception!).Challenge);
        var login = _fixture.Server(protocol).Logins[^2];
        Assert.True(login.ChallengeAnswered);
        Assert.Contains(
            report.Steps, step => step is { Attempt: 2, Kind: ConnectionStepKind.Authenticate, Outcome: ConnectionStepOutcome.Passed });
        Assert.Contains("second attempt with a new token", report.ToText());
        AssertNoSecret(report, old);
        AssertNoSecret(report, renewed);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public async Task Rejected_new_token_fails_the_test(MailProtocol protocol, OAuthMechanism mechanism)
    {
        _fixture.Server(protocol).Faults.RejectAllTokens(new TokenRejection { Challenge = false });
        var before = _fixture.Server(protocol).RejectedLogins;
        var report = await _fixture.TestAsync(
            protocol, tokens: new TokenQueue(
                _fixture.NewToken(), _fixture.NewToken(),
                _fixture.NewToken()), options: new ConnectionTestOptions { Mechanism = mechanism });
        Assert.Equal(2, _fixture.Server(protocol).RejectedLogins - before);
        Assert.Equal(Problems.TokenRefused, report.Problem);
        Assert.Equal(2, report.Steps[^1].Attempt);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Same_token_again_causes_no_second_login(MailProtocol protocol)
    {
        _fixture.Server(protocol).Faults.RejectAllTokens();
        var before = _fixture.Server(protocol).Connections;
        var report = await _fixture.TestAsync(protocol, tokens: new TokenQueue(_fixture.NewToken()));
        Assert.Equal(1, _fixture.Server(protocol).Connections - before);
        Assert.Equal(Problems.TokenRefused, report.Problem);
        var login = report.Steps[^1];
        Assert.Equal((ConnectionStepKind.Authenticate, ConnectionStepOutcome.Failed, 1), (login.Kind, login.Outcome, login.Attempt));
        Assert.Contains("returned the rejected token again", login.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(login.ServerWords);
    }

    [Fact]
    public async Task Rejection_of_a_token_that_is_too_new_to_be_renewed_names_the_login()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        await world.SignInAsync(account);
        world.Host.Imap.Faults.RejectAllTokens();
        var tester = new ConnectionTester(new ConnectionTesterOptions
        {
            ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback,
        });

        var report = await tester.TestAsync(account, MailProtocol.Imap, world.TokensOf(account));

        var login = report.Steps[^1];
        Assert.Equal((ConnectionStepKind.Authenticate, ConnectionStepOutcome.Failed), (login.Kind, login.Outcome));
        Assert.Equal(Problems.TokenRefused, report.Problem);
        Assert.Contains("that was issued at", login.Detail, StringComparison.Ordinal);
        Assert.IsType<MailServerException>(login.Exception);
    }

    [Fact]
    public async Task Failed_renewal_does_not_hide_the_rejection()
    {
        _fixture.Host.Imap.Faults.RejectAllTokens();
        var frozen = new ThrowingTokenProvider(
            _fixture.NewToken(), new TokenRequestException(Problems.RenewalTimedOut, "The renewal timed out."));

        var report = await _fixture.TestAsync(MailProtocol.Imap, tokens: frozen);

        Assert.Equal(Problems.TokenRefused, report.Problem);
        Assert.Equal(Problems.RenewalTimedOut, report.Steps[^1].Problem);
        Assert.NotEmpty(report.Steps.Single(step => step.Kind == ConnectionStepKind.Authenticate).ServerWords);
    }

    [Fact]
    public async Task Exception_of_the_token_provider_is_reported()
    {
        _fixture.Host.Imap.Faults.RejectAllTokens();
        var backOff = new ThrowingTokenProvider(
            _fixture.NewToken(), new TokenRejectedException("The back-off applies.", DateTimeOffset.UtcNow));
        var report = await _fixture.TestAsync(MailProtocol.Imap, tokens: backOff);
        Assert.Equal(Problems.TokenRefused, report.Steps[^1].Problem);
        Assert.Contains("The back-off applies", report.Steps[^1].Detail, StringComparison.Ordinal);
        Assert.Equal(Problems.TokenRefused, report.Problem);

        var signIn = new ThrowingTokenProvider(null, new SignInRequiredException("alice", Problems.NotSignedIn, "No user signed in."));
        report = await _fixture.TestAsync(MailProtocol.Imap, tokens: signIn);
        Assert.Equal(Problems.NotSignedIn, report.Problem);
        Assert.Equal(ConnectionStepKind.Token, report.Steps[^1].Kind);

        var broken = new ThrowingTokenProvider(null, new InvalidOperationException("contains the secret hunter2"));
        report = await _fixture.TestAsync(MailProtocol.Imap, tokens: broken);
        Assert.Equal(Problems.TokenSourceFailed, report.Problem);
        Assert.DoesNotContain("hunter2", report.ToText());
    }

    [Fact]
    public async Task Disabled_protocol_causes_no_renewal()
    {
        _fixture.Host.Smtp.Faults.RejectAllTokens(new TokenRejection
        {
            Challenge = false,
            Text = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. "
                + "Visit https://aka.ms/smtp_auth_disabled for more information.",
        });
        var tokens = new TokenQueue(_fixture.NewToken(), _fixture.NewToken());
        var report = await _fixture.TestAsync(MailProtocol.Smtp, tokens: tokens);
        Assert.Single(tokens.Requests);
        Assert.Equal(Problems.SmtpAuthDisabledForTenant, report.Problem);
        Assert.Contains("Set-CASMailbox", report.ToText());
        Assert.Equal("QUIT", _fixture.Host.Smtp.Transcripts[^1].ClientLines[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accepted_token_without_mailbox_access_is_reported(bool closes)
    {
        _fixture.Host.Imap.Faults.AuthenticatedButNotConnected = true;
        _fixture.Host.Imap.Faults.NotConnectedCloses = closes;
        var report = await _fixture.TestAsync(MailProtocol.Imap);
        Assert.Equal(Problems.MailboxNotConnected, report.Problem);
    }

    [Fact]
    public async Task Throttling_reports_the_delay()
    {
        _fixture.Host.Imap.Faults.On("SELECT", MailFault.Reply("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"));
        var report = await _fixture.TestAsync(MailProtocol.Imap);
        Assert.Equal(Problems.ServerThrottles, report.Problem);
        Assert.Equal(TimeSpan.FromMilliseconds(92415), ((MailServerException)report.Steps[^1].Exception!).RetryAfter);
    }

    [Fact]
    public async Task Token_in_a_server_reply_is_redacted()
    {
        var token = _fixture.NewToken();
        var login = Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"user={ConnectionFixture.Address}\u0001auth=Bearer {token.Value}\u0001\u0001"));
        foreach (var echo in new[] { token.Value, login, login[20..^10], token.Value[5..200], $"auth=Bearer {token.Value}" })
        {
            _fixture.Reset();
            _fixture.Host.Smtp.Faults.RejectAllTokens(
                new TokenRejection { ChallengeJson = $"{{\"status\":\"{echo}\"}}", Text = $"535 5.7.8 No: {echo}" });
            var options = new ConnectionTestOptions { Mechanism = OAuthMechanism.XOAuth2 };
            var report = await _fixture.TestAsync(MailProtocol.Smtp, tokens: new TokenQueue(token), options: options);
            AssertNoSecret(report, token);
            Assert.DoesNotContain(login[40..80], report.ToText());
            Assert.Contains("<redacted>", report.ToText());
        }
    }

    [Fact]
    public async Task Login_check_returns_the_servers_reply_or_null()
    {
        var token = _fixture.NewToken();
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var check = new ConnectionTester(_fixture.TesterOptions).CreateLoginCheck(_fixture.Account(), protocol);
            Assert.Null(await check(token, CancellationToken.None));
            _fixture.Server(protocol).Faults.RejectToken(token.Value);
            Assert.NotEqual("", await check(token, CancellationToken.None));
            _fixture.Reset();
            _fixture.Server(protocol).Faults.At(MailStage.Greeting, MailFault.Cut());
            await Assert.ThrowsAsync<MailServerException>(() => check(token, CancellationToken.None));
        }

        _fixture.Host.Smtp.Faults.RejectAllTokens(
            new TokenRejection
            {
                Challenge = false,
                Text = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            });
        var smtp = new ConnectionTester(_fixture.TesterOptions).CreateLoginCheck(_fixture.Account(), MailProtocol.Smtp);
        Assert.Equal(
            Problems.SmtpAuthDisabledForMailbox,
            (await Assert.ThrowsAsync<MailServerException>(() => smtp(token, CancellationToken.None))).Problem);

        _fixture.Host.Imap.Faults.AuthenticatedButNotConnected = true;
        var imap = new ConnectionTester(_fixture.TesterOptions).CreateLoginCheck(_fixture.Account(), MailProtocol.Imap);
        Assert.Contains("not connected", await imap(token, CancellationToken.None));
    }

    private static void AssertNoSecret(ConnectionReport report, AccessToken token)
    {
        var text = report + string.Concat(
            report.Steps.Select(step => $"{step} {step.Exception} {(step.Exception as MailServerException)?.Challenge}"));
        Assert.DoesNotContain(token.Value, text);
        Assert.DoesNotContain(token.Value[20..60], text);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(token.Value))[..40], text);
        Assert.DoesNotContain(token.Value.Split('.')[^1], text);
    }

    private sealed class ThrowingTokenProvider(AccessToken? first, Exception then) : IAccessTokenProvider
    {
        public ValueTask<AccessToken> GetAccessTokenAsync(
            AccessTokenRequest request = default, CancellationToken cancellationToken = default) =>
            request.RejectedToken is null && first is not null ? new ValueTask<AccessToken>(first) : throw then;
    }
}
