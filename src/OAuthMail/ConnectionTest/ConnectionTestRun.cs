using OAuthMail.Errors;

namespace OAuthMail.ConnectionTest;

/// <summary>One connection test: an attempt, and a second one with another token if the first token was refused.</summary>
internal sealed class ConnectionTestRun(
    MailAccount account, MailProtocol protocol, MailEndpoint endpoint, IAccessTokenProvider tokens, ConnectionTesterOptions tester, ConnectionTestOptions options)
{
    private readonly Redactor _redactor = new();
    private AccessToken? _token;

    public async Task<ConnectionReport> RunAsync(bool loginOnly, CancellationToken cancellationToken)
    {
        var log = new StepLog(protocol, endpoint, tester.TimeProvider, _redactor, options.Progress);
        var context = new AttemptContext(account, protocol, endpoint, tester, options, log, _redactor, loginOnly);

        Problem? refusal;
        byte[]? message;
        using (var first = new ConnectionAttempt(context, retryRefused: true))
        {
            await RunAsync(first, log, cancellationToken).ConfigureAwait(false);
            refusal = first.Refusal;
            message = first.FetchedMessage;
        }

        if (refusal is not null)
        {
            log.Attempt = 2;
            if (await GetAnotherTokenAsync(log, refusal, cancellationToken).ConfigureAwait(false))
            {
                refusal = null;
                using var second = new ConnectionAttempt(context, retryRefused: false);
                await RunAsync(second, log, cancellationToken).ConfigureAwait(false);
                message = second.FetchedMessage;
            }
        }

        return new ConnectionReport(account, protocol, endpoint, log.Steps.ToArray(), message, FindProblem(log.Steps, refusal));
    }

    private async Task RunAsync(ConnectionAttempt attempt, StepLog log, CancellationToken cancellationToken)
    {
        if (!await attempt.ConnectAsync(cancellationToken).ConfigureAwait(false)) return;
        var request = new AccessTokenRequest(account.Address, protocol, leastLifetime: account.GetProvider(protocol).MinimumTokenLifetime);
        if (
            _token is null && !await log.RunAsync(
                ConnectionStepKind.Token, tester.TokenTimeout, (notes, token) => GetTokenAsync(request, notes, token),
                cancellationToken).ConfigureAwait(false))
        {
            return;
        }
        await attempt.UseAsync(_token!, cancellationToken).ConfigureAwait(false);
    }

    private Task<bool> GetAnotherTokenAsync(StepLog log, Problem refusal, CancellationToken cancellationToken) => log.RunAsync(
        ConnectionStepKind.Token,
        tester.TokenTimeout,
        async (notes, token) =>
        {
            var refused = _token!;
            var request = new AccessTokenRequest(
                account.Address, protocol, leastLifetime: account.GetProvider(protocol).MinimumTokenLifetime);
            await GetTokenAsync(request.After(refused), notes, token).ConfigureAwait(false);
            if (_token!.Value == refused.Value)
            {
                throw new MailServerException(refusal, protocol, endpoint, "The provider has no other token than the refused one.");
            }
        },
        cancellationToken);

    private async Task GetTokenAsync(AccessTokenRequest request, StepNotes notes, CancellationToken cancellationToken)
    {
        try
        {
            // The wait ends in time even if a provider of the program's own does not listen to the token.
            _token = await tokens.GetAccessTokenAsync(request, cancellationToken).AsTask().Observed()
                .WaitAsync(Timeout.InfiniteTimeSpan, tester.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            throw new TokenRequestException(Problems.RenewalTimedOut, $"No token within {tester.TokenTimeout}.", cancelled);
        }
        catch (Exception failure) when (failure is not OAuthMailException)
        {
            throw new TokenRequestException(
                Problems.TokenSourceFailed, $"The token provider failed with {failure.GetType().Name}.", failure);
        }

        _redactor.Add(_token.Value);
        notes.Detail = $"issued {_token.IssuedAt.UtcDateTime:u}, ends {_token.ExpiresAt.UtcDateTime:u}";
    }

    private static Problem? FindProblem(IReadOnlyList<ConnectionStep> steps, Problem? refusal)
    {
        var failed = steps.FirstOrDefault(step => step.Outcome == ConnectionStepOutcome.Failed);
        return failed?.Problem == Problems.FreshTokenRefused && refusal is not null ? refusal : failed?.Problem;
    }
}
