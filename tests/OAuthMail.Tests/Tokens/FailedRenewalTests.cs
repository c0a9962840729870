using System.Net;
using OAuthMail.Storage;

namespace OAuthMail.Tests.Tokens;

public sealed class FailedRenewalTests : LifecycleTest
{
    [Fact]
    public async Task Invalid_refresh_token_is_sent_once()
    {
        Source.Fail(SignInMissing);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("not-signed-in", (await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync())).Code);
            Pass(seconds: 24 * 3600);
        }

        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Sign_in_by_another_process_takes_effect_at_once()
    {
        Source.Fail(SignInMissing);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        await SignInElsewhereAsync();
        Source.Answer = (context, _) => Task.FromResult(Source.Issue(context.Record!.RefreshToken));
        Assert.NotNull(await GetAsync());
        Assert.Equal(2, Source.Requests);
        Assert.Equal("signed in", Source.LastContext!.Record!.RefreshToken);
    }

    [Fact]
    public async Task Failing_sign_in_by_another_process_is_tried_once()
    {
        Source.Fail(SignInMissing);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        await SignInElsewhereAsync();
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Missing_sign_in_is_checked_once_per_minute_without_a_store()
    {
        Source.UsesStore = false;
        Source.Fail(SignInMissing);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Pass(seconds: 59);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal(1, Source.Requests);
        Pass(seconds: 1);
        Source.Answer = null;
        Assert.NotNull(await GetAsync());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(7, 7)]
    [InlineData(120, 120)]
    [InlineData(1_000_000, 3600)]
    public async Task Retry_after_is_clamped_to_between_one_second_and_one_hour(int requested, int expected)
    {
        Source.Fail(
            () => new TokenRequestException(
                Problems.TokenSourceFailed,
                "Busy") { StatusCode = HttpStatusCode.ServiceUnavailable, RetryAfter = TimeSpan.FromSeconds(requested) });
        await FailsAsync();
        Pass(expected - 0.5);
        await FailsAsync();
        Assert.Equal(1, Source.Requests);
        Pass(seconds: 0.5);
        await FailsAsync();
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Transient_failure_is_retried_with_growing_pauses()
    {
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        int[] pauses = [1, 2, 4, 8, 16, 32, 60, 60];
        for (var i = 0; i < pauses.Length; i++)
        {
            await FailsAsync();
            Assert.Equal(i + 1, Source.Requests);
            Pass(pauses[i] - 0.5);
            await FailsAsync();
            Assert.Equal(i + 1, Source.Requests);
            Pass(seconds: 0.5);
        }
    }

    [Fact]
    public async Task Permanent_failure_is_retried_after_30_seconds_and_then_with_growing_pauses()
    {
        Source.Fail(() => new OAuthMailException(Problems.OptionsInvalid, "Wrong"));
        int[] pauses = [30, 60, 120, 240, 480, 900, 900];
        for (var i = 0; i < pauses.Length; i++)
        {
            await FailsAsync();
            Pass(pauses[i] - 0.5);
            await FailsAsync();
            Assert.Equal(i + 1, Source.Requests);
            Pass(seconds: 0.5);
        }
    }

    [Fact]
    public async Task Missing_sign_in_without_a_user_is_retried()
    {
        Source.Fail(() => new TokenRequestException(Problems.PasswordChangeRequired, "Expired"));
        await FailsAsync();
        Pass(seconds: 29);
        await FailsAsync();
        Assert.Equal(1, Source.Requests);
        Pass(seconds: 1);
        Source.Answer = null;
        Assert.NotNull(await GetAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replaced_credential_is_tried_at_once(bool usesStore)
    {
        Source.UsesStore = usesStore;
        Source.CredentialState = "wrong";
        Source.Fail(SecretWrong);
        await FailsAsync();
        await FailsAsync();
        Assert.Equal(1, Source.Requests);

        Source.CredentialState = "right";
        Source.Answer = null;
        Assert.NotNull(await GetAsync());
    }

    [Fact]
    public async Task Replaced_credential_that_fails_is_tried_once_and_the_pause_keeps_growing()
    {
        Source.CredentialState = "wrong";
        Source.Fail(SecretWrong);
        await FailsAsync();
        Source.CredentialState = "wrong too";
        for (var i = 0; i < 3; i++) await FailsAsync();
        Assert.Equal(2, Source.Requests);

        Pass(seconds: 59);
        await FailsAsync();
        Assert.Equal(2, Source.Requests);
        Pass(seconds: 1);
        await FailsAsync();
        Assert.Equal(3, Source.Requests);
    }

    [Fact]
    public async Task Concurrent_requests_with_a_replaced_credential_cause_one_request()
    {
        Source.CredentialState = "wrong";
        Source.Fail(SecretWrong);
        await FailsAsync();
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            Source.CredentialState = $"wrong {attempt}";
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(FailsAsync)));
            Assert.Equal(attempt + 1, Source.Requests);
        }

        Assert.Equal(1, Source.MostAtOnce);
    }

    [Fact]
    public async Task Sources_of_one_token_with_different_credentials_do_not_end_each_others_pause()
    {
        using var other = new ScriptedSource(Clock) { CredentialState = "wrong too" };
        var provider = Tokens.From(other);
        Source.CredentialState = "wrong";
        Source.Fail(SecretWrong);
        other.Fail(SecretWrong);
        for (var i = 0; i < 5; i++)
        {
            await FailsAsync();
            await Assert.ThrowsAnyAsync<OAuthMailException>(async () => await provider.GetAccessTokenAsync());
        }

        Assert.Equal(1, Source.Requests);
        Assert.Equal(1, other.Requests);
    }

    [Fact]
    public async Task Retry_after_is_respected_when_the_credential_changes()
    {
        Source.CredentialState = "one";
        Source.Fail(() => new TokenRequestException(Problems.AuthorizationServerBusy, "Busy") { RetryAfter = TimeSpan.FromMinutes(10) });
        await FailsAsync();
        Source.CredentialState = "another";
        Pass(seconds: 599);
        await FailsAsync();
        Assert.Equal(1, Source.Requests);
    }

    [Fact]
    public async Task Success_resets_the_pause()
    {
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        await FailsAsync();
        Pass(seconds: 1);
        await FailsAsync();
        Pass(seconds: 2);
        Source.Answer = null;
        await GetAsync();
        Pass(seconds: 3600);
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        await FailsAsync();
        Pass(seconds: 1);
        await FailsAsync();
        Assert.Equal(5, Source.Requests);
    }

    [Fact]
    public async Task Usable_token_is_returned_while_the_background_renewal_fails()
    {
        var first = await GetAsync();
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy") { RetryAfter = TimeSpan.FromMinutes(3) });
        Pass(seconds: (56 * 60) + 1);
        Assert.Same(first, await GetAsync());
        await Source.AskedAsync();
        await Source.AskedAsync();

        // A request with a minimum lifetime waits for the running renewal.
        Assert.Same(first, await GetAsync(new AccessTokenRequest(minimumLifetime: TimeSpan.FromMinutes(30))));
        Assert.Contains(Log, line => line.Contains("No new token", StringComparison.Ordinal));
        for (var i = 0; i < 100; i++) Assert.Same(first, await GetAsync());
        Assert.Equal(2, Source.Requests);

        // When the token expires, the failure is thrown.
        Pass(seconds: 3 * 60);
        Source.Fail(SignInMissing);
        Assert.Same(first, await GetAsync());
        Pass(seconds: 59);
        await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
    }

    [Fact]
    public async Task Every_exception_of_a_source_is_reported_as_a_known_problem()
    {
        Exception[] failures =
        [
            new InvalidOperationException("secret-in-a-message"), new KeyNotFoundException(), new TaskCanceledException("its own time-out"),
            new OperationCanceledException(), new AggregateException(new IOException()), new HttpRequestException("no route"),
        ];
        foreach (var failure in failures)
        {
            Source.Fail(() => failure);
            var reported = await FailsAsync();
            Assert.Equal("token-source-failed", reported.Code);
            Assert.NotNull(reported.InnerException);
            Assert.Contains("scripted", reported.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-in-a-message", reported.Message, StringComparison.Ordinal);
            Pass(seconds: 60);
        }

        Assert.DoesNotContain(Log, line => line.Contains("secret-in-a-message", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Source_that_throws_synchronously_or_returns_null_is_reported()
    {
        Source.Answer = (_, _) => throw new InvalidOperationException();
        Assert.Equal("token-source-failed", (await FailsAsync()).Code);
        Pass(seconds: 60);
        Source.Answer = (_, _) => Task.FromResult<TokenGrant>(null!);
        Assert.Equal("token-source-failed", (await FailsAsync()).Code);
    }

    [Fact]
    public async Task Source_that_ignores_cancellation_does_not_block_callers()
    {
        var never = new TaskCompletionSource<TokenGrant>();
        Source.Answer = (_, _) => never.Task;
        var caller = GetAsync();
        await Source.AskedAsync();
        await UntilAsync(() => Clock.WaitingTimers > 0);
        Pass(seconds: 120);
        var failure = await Assert.ThrowsAsync<TokenRequestException>(() => caller);
        Assert.Equal("renewal-timed-out", failure.Code);
        Assert.Equal(ProblemKind.Transient, failure.Problem.Kind);

        Pass(seconds: 1);
        Source.Answer = null;
        Assert.NotNull(await GetAsync());
    }

    [Fact]
    public async Task Source_that_blocks_its_thread_does_not_block_callers()
    {
        using var released = new ManualResetEventSlim();
        Source.Answer = (_, _) =>
        {
            released.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
            return Task.FromResult(Source.Issue());
        };
        var caller = GetAsync();
        await Source.AskedAsync();
        Pass(seconds: 120);
        Assert.Equal("renewal-timed-out", (await Assert.ThrowsAsync<TokenRequestException>(() => caller)).Code);
        released.Set();
    }

    [Fact]
    public async Task Token_of_another_identity_is_refused()
    {
        Source.Answer = (_, _) =>
        {
            var grant = Source.Issue("refresh");
            grant.Identity = new TokenIdentity("https://issuer.example", "owner", ["owner@example.com"]);
            return Task.FromResult(grant);
        };
        await GetAsync();
        Pass(seconds: 3600);
        Source.Answer = (_, _) =>
        {
            var grant = Source.Issue("the other's");
            grant.Identity = new TokenIdentity("https://issuer.example", "other", ["other@example.com"]);
            return Task.FromResult(grant);
        };
        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => GetAsync());
        Assert.Equal("another-identity", failure.Code);
        Assert.Contains("owner@example.com", failure.Message, StringComparison.Ordinal);
        Assert.Contains("other@example.com", failure.Message, StringComparison.Ordinal);
        Assert.Equal("refresh", (await Store.ReadAsync(Key))!.Record.RefreshToken);
    }

    private static SignInRequiredException SignInMissing() => new("scripted", Problems.NotSignedIn, "No user has signed in.");

    private static TokenRequestException SecretWrong() => new(Problems.ClientSecretWrong, "Wrong");

    private async Task SignInElsewhereAsync()
    {
        await using var lease = await Store.AcquireAsync(Key);
        await lease.WriteAsync(new TokenRecord { RefreshToken = "signed in" });
    }

    private Task<OAuthMailException> FailsAsync() => Assert.ThrowsAnyAsync<OAuthMailException>(() => GetAsync());
}
