using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.ConnectionTest;

/// <summary>Runs a connection test: one attempt, and a second one with a new token if the server rejects the first token.</summary>
internal sealed class ConnectionTestRun(
    MailAccount account,
    MailProtocol protocol,
    MailEndpoint endpoint,
    IAccessTokenProvider tokens,
    ConnectionTesterOptions tester,
    ConnectionTestOptions options)
{
    private readonly Redactor _redactor = new();
    private AccessToken? _token;

    public async Task<ConnectionReport> RunAsync(bool loginOnly, CancellationToken cancellationToken)
    {
        var runner = new StepRunner(protocol, endpoint, tester.TimeProvider, _redactor, options.Progress);
        var context = new ConnectionTestContext(account, protocol, endpoint, tester, options, runner, _redactor, loginOnly);

        Problem? rejection;
        Task<AccessToken>? renewal;
        byte[]? message;
        using (var first = Attempt(context, token => RenewAsync(token, cancellationToken)))
        {
            await RunAsync(first, runner, cancellationToken).ConfigureAwait(false);
            (rejection, renewal) = (first.Rejection, first.Renewal);
            message = first.FetchedMessage;
        }

        if (rejection is not null)
        {
            runner.Attempt = 2;
            if (await GetAnotherTokenAsync(runner, rejection, renewal!, cancellationToken).ConfigureAwait(false))
            {
                rejection = null;
                using var second = Attempt(context, renew: null);
                await RunAsync(second, runner, cancellationToken).ConfigureAwait(false);
                message = second.FetchedMessage;
            }
        }

        var problem = FindProblem(runner.Steps, rejection);
        return new ConnectionReport(account, protocol, endpoint, runner.Steps.ToArray(), message, problem)
        {
            Diagnosis = problem is null ? null : FindDiagnosis(runner.Steps, problem),
        };
    }

    private static IConnectionAttempt Attempt(ConnectionTestContext context, Func<AccessToken, Task<AccessToken>>? renew) =>
        context.Account.Transport == MailTransport.Graph ? new GraphAttempt(context, renew) : new ConnectionAttempt(context, renew);

    private async Task RunAsync(IConnectionAttempt attempt, StepRunner runner, CancellationToken cancellationToken)
    {
        if (!await attempt.ConnectAsync(cancellationToken).ConfigureAwait(false)) return;
        var request = new AccessTokenRequest(
            account.Address, protocol, minimumLifetime: account.GetProvider(protocol).MinimumTokenLifetime);
        if (options.AcquireNewToken) request = request.WithNewToken();
        Task AcquireAsync(StepResult result, CancellationToken token) =>
            GetTokenAsync(RequestAsync(request, token), result, token);
        if (_token is null
            && !await runner.RunAsync(ConnectionStepKind.Token, tester.TokenTimeout, AcquireAsync, cancellationToken).ConfigureAwait(false))
        {
            return;
        }
        await attempt.UseAsync(_token!, cancellationToken).ConfigureAwait(false);
    }

    private Task<AccessToken> RenewAsync(AccessToken rejected, CancellationToken cancellationToken)
    {
        var request = new AccessTokenRequest(
            account.Address, protocol, minimumLifetime: account.GetProvider(protocol).MinimumTokenLifetime);
        return RequestAsync(request.After(rejected), cancellationToken);
    }

    /// <summary>Requests a token. A provider of the program may throw before it returns a task.</summary>
    private Task<AccessToken> RequestAsync(AccessTokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return tokens.GetAccessTokenAsync(request, cancellationToken).AsTask();
        }
        catch (Exception failure)
        {
            return Task.FromException<AccessToken>(failure);
        }
    }

    private Task<bool> GetAnotherTokenAsync(
        StepRunner runner, Problem rejection, Task<AccessToken> renewal, CancellationToken cancellationToken) => runner.RunAsync(
        ConnectionStepKind.Token,
        tester.TokenTimeout,
        async (result, token) =>
        {
            var rejected = _token!;
            await GetTokenAsync(renewal, result, token).ConfigureAwait(false);
            if (_token!.Value == rejected.Value)
            {
                throw new MailServerException(rejection, protocol, endpoint, "The token provider returned the rejected token again.");
            }
        },
        cancellationToken);

    private async Task GetTokenAsync(Task<AccessToken> acquiring, StepResult result, CancellationToken cancellationToken)
    {
        try
        {
            // The application's own token provider may ignore the cancellation token. WaitAsync limits the wait in this case.
            _token = await acquiring.Observed()
                .WaitAsync(Timeout.InfiniteTimeSpan, tester.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            throw new TokenRequestException(
                Problems.RenewalTimedOut, $"Timed out after {tester.TokenTimeout} waiting for a token.", cancelled);
        }
        catch (Exception failure) when (failure is not OAuthMailException)
        {
            throw new TokenRequestException(
                Problems.TokenSourceFailed, $"The token provider failed with {failure.GetType().Name}.", failure);
        }

        _redactor.Add(_token.Value);
        result.Detail = $"issued {_token.IssuedAt.UtcDateTime:u}, expires {_token.ExpiresAt.UtcDateTime:u}";
    }

    private static Problem? FindProblem(IReadOnlyList<ConnectionStep> steps, Problem? rejection)
    {
        var failed = steps.FirstOrDefault(step => step.Outcome == ConnectionStepOutcome.Failed);

        // If the token was rejected and could not be renewed, the rejection came first. Only a sign-in is more urgent.
        var isRenewal = failed is { Kind: ConnectionStepKind.Token, Problem.Kind: not ProblemKind.SignInRequired } && rejection is not null;
        var problem = isRenewal ? rejection : failed?.Problem;

        // The bare rejection does not say why. A difference between the token and what the server requires explains it.
        if (!ReplyDiagnosis.IsBareRejection(problem)) return problem;
        return steps.LastOrDefault(step => step.Kind == ConnectionStepKind.Claims)?.Problem ?? problem;
    }

    /// <summary>Returns the diagnosis of the last rejection, with the problem of the report as the first cause.</summary>
    private Diagnosis FindDiagnosis(IReadOnlyList<ConnectionStep> steps, Problem problem)
    {
        var found = steps.Select(step => step.Exception?.Diagnosis).LastOrDefault(one => one is not null);
        var first = found?.Causes.FirstOrDefault(cause => cause.Problem == problem) ?? new DiagnosisCause(
            problem,
            Remedies.Find(
                problem, MailVendors.OfProvider(account.GetProvider(protocol)), account.GetFlow(protocol),
                AccountRemedyValues.Of(account, protocol)),
            problem.Kind == ProblemKind.TokenRefused);
        var isRelated = found is not null
            && (found.Causes[0].Problem == problem || ReplyDiagnosis.IsBareRejection(found.Causes[0].Problem));
        return isRelated
            ? new Diagnosis([first, .. found!.Causes.Where(cause => cause.Problem != problem)], found.Excluded, found.NextSteps)
            : new Diagnosis([first], [], []);
    }
}
