using System.Text.Json;
using OAuthMail.Accounts;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Tokens;

namespace OAuthMail.ConnectionTest;

/// <summary>
/// Tests an account of Microsoft Graph: it reads the number of messages in the inbox. A token that can only send must not read it; what
/// the server then answers shows at least whether it accepts the token.
/// </summary>
internal sealed class GraphAttempt(ConnectionTestContext context, Func<AccessToken, Task<AccessToken>>? renew) : IConnectionAttempt
{
    private readonly ConnectSteps _connect = new(context);
    private GraphReply? _reply;
    private GraphError? _error;

    public Problem? Rejection { get; private set; }

    public Task<AccessToken>? Renewal { get; private set; }

    public byte[]? FetchedMessage => null;

    public async Task<bool> ConnectAsync(CancellationToken cancellationToken) =>
        await _connect.OpenAsync(cancellationToken).ConfigureAwait(false)
            && await StepAsync(ConnectionStepKind.Tls, _connect.SecureAsync, cancellationToken).ConfigureAwait(false);

    public async Task UseAsync(AccessToken token, CancellationToken cancellationToken)
    {
        if (!context.LoginOnly)
        {
            await StepAsync(
                ConnectionStepKind.Claims,
                (result, _) =>
                {
                    ClaimsCheck.Run(context.Account, context.Protocol, context.Tester.TimeProvider.GetUtcNow(), token, result);
                    return Task.CompletedTask;
                },
                cancellationToken).ConfigureAwait(false);
        }

        var isAccepted = await StepAsync(
            ConnectionStepKind.Authenticate, (result, cancel) => RequestAsync(token, result, cancel),
            cancellationToken).ConfigureAwait(false);
        if (!isAccepted || Rejection is not null) return;
        await StepAsync(
            ConnectionStepKind.OpenMailbox,
            (result, _) =>
            {
                Evaluate(token, result);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _connect.Dispose();

    private Task<bool> StepAsync(
        ConnectionStepKind kind, Func<StepResult, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        context.Runner.RunAsync(kind, context.Tester.StepTimeout, action, cancellationToken);

    /// <summary>Sends the request. The mailbox is named, so that the token of another user is noticed.</summary>
    private async Task RequestAsync(AccessToken token, StepResult result, CancellationToken cancellationToken)
    {
        // Personal accounts are only known as the user of the token.
        var isPersonal = context.Provider.DefaultTenant == "consumers";
        var mailbox = isPersonal ? "me" : $"users/{Uri.EscapeDataString(context.Account.Address)}";
        var address = new Uri(
            context.Account.GraphAddress!, $"/v1.0/{mailbox}/mailFolders/inbox?$select=displayName,totalItemCount");
        _reply = await GraphReply.GetAsync(_connect.Connection!, address, token, cancellationToken).ConfigureAwait(false);
        _error = _reply.Status is >= 200 and < 300 ? null : GraphError.Read(_reply.Body);
        if (_error is not null) result.ServerWords.Add($"{_reply.Status} {_error}".TrimEnd());
        var isRejected = _reply.Status == 401 || GraphErrorCatalogue.RequiresClaims(_reply.Challenge);
        if (!isRejected)
        {
            result.Detail = "the server accepts the token";
            return;
        }

        var failure = CreateFailure();
        if (renew is null || failure.Problem.Kind != ProblemKind.TokenRefused) throw failure;
        Renewal = renew(token).Observed();
        if (ConnectionAttempt.FindRefusal(Renewal, token) is { } refusal)
        {
            result.Detail = refusal;
            throw failure;
        }

        Rejection = failure.Problem;
        result.Exception = failure;
        result.Warn(failure.Problem, "rejected");
    }

    private void Evaluate(AccessToken token, StepResult result)
    {
        if (_error is null)
        {
            result.Detail = $"inbox{CountOf(_reply!.Body)}";
            return;
        }

        result.ServerWords.Add($"{_reply!.Status} {_error}".TrimEnd());
        var failure = CreateFailure();
        if (failure.Problem == Problems.GraphAccessDenied && context.Protocol == MailProtocol.Smtp && CanOnlySend(token))
        {
            result.Skip("the token may send, but not read the mailbox");
            return;
        }

        throw failure;
    }

    private MailServerException CreateFailure()
    {
        var problem = GraphErrorCatalogue.Find(_reply!.Status, _error!, _reply.Challenge);
        var id = _reply.RequestId is { } known ? $" (request-id {known})" : "";
        return new MailServerException(
            problem, context.Protocol, context.Endpoint,
            context.Redactor.Clean($"{context.Endpoint} returned status {_reply.Status}{id}: {_error}"))
        {
            Diagnosis = GraphFailure.Diagnose(context.Account, context.Protocol, problem),
        };
    }

    /// <summary>Returns whether a token contains no permission to read, as far as it can be read.</summary>
    private static bool CanOnlySend(AccessToken token)
    {
        using var document = JwtPayload.TryRead(token.Value);
        if (document is null) return true;
        var text = document.RootElement.GetRawText();
        return !text.Contains("Mail.Read");
    }

    private static string CountOf(byte[] body)
    {
        try
        {
            using var document = ResponseJson.Parse(body);
            return JwtPayload.Get(document.RootElement, "totalItemCount") is { ValueKind: JsonValueKind.Number } count
                && count.TryGetInt32(out var number)
                    ? $", {number} messages"
                    : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
