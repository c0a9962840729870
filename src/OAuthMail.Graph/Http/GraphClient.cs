using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using OAuthMail.AccountStates;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Networking;

namespace OAuthMail.Graph.Http;

/// <summary>
/// Sends requests with the token of an account, within the limits of its mailbox. A token that is rejected is replaced once. No redirect
/// is followed.
/// </summary>
internal sealed class GraphClient(
    Func<HttpClient> createClient, IMailAccounts accounts, MailboxGates gates, TimeProvider clock, AccountActivity? activity)
{
    public TimeProvider Clock => clock;

    /// <summary>Sends a request.</summary>
    /// <returns>The response, whatever its status except 401.</returns>
    /// <exception cref="MailServerException">
    /// The server cannot be reached, did not respond in time, or rejected the token.
    /// </exception>
    /// <exception cref="OAuthMailException">No token could be acquired.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<GraphResponse> SendAsync(GraphCall call, CancellationToken cancellationToken)
    {
        try
        {
            var response = await SendWithTokenAsync(call, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccess) activity?.Connected(call.Account, call.Protocol);
            return response;
        }
        catch (OAuthMailException failure)
        {
            activity?.Failed(call.Account, call.Protocol, failure);
            throw;
        }
    }

    /// <summary>Sends a request whose response must be a success.</summary>
    public async Task<GraphResponse> RequireAsync(GraphCall call, CancellationToken cancellationToken)
    {
        var response = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccess) return response;
        using (response) throw await CreateFailureAsync(call, response).ConfigureAwait(false);
    }

    /// <summary>Sends a request whose response must be a JSON object.</summary>
    public async Task<JsonDocument> RequireJsonAsync(GraphCall call, CancellationToken cancellationToken)
    {
        using var response = await RequireAsync(call, cancellationToken).ConfigureAwait(false);
        try
        {
            return await response.ReadJsonAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FormatException or IOException or HttpRequestException)
        {
            throw CreateFailure(call, failure);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CreateFailure(call, new IOException("The response did not arrive in time"));
        }
    }

    /// <summary>Creates the failure of a response that is not a success.</summary>
    public async Task<MailServerException> CreateFailureAsync(GraphCall call, GraphResponse response)
    {
        var error = await response.ReadErrorAsync().ConfigureAwait(false);
        var problem = GraphErrorCatalogue.Find(response.Status, error, response.Challenge);
        var words = response.Redactor.Clean(error.ToString());
        var id = response.RequestId is { } known ? $" (request-id {known})" : "";
        return new MailServerException(
            problem, call.Protocol, call.Server,
            $"{call.Step} for '{call.Account.Name}' failed: {call.Server} returned status {response.Status}{id}"
                + (words.Length == 0 ? "." : $": {words}"))
        {
            ServerWords = words.Length == 0 ? [$"{response.Status}"] : [$"{response.Status} {words}"],
            RetryAfter = response.GetRetryAfter(clock.GetUtcNow()),
            Claims = ClaimsChallenge.Read(response.Challenge),
            Diagnosis = Accounts.GraphFailure.Diagnose(call.Account, call.Protocol, problem),
        };
    }

    /// <summary>Creates the failure of a response that cannot be read.</summary>
    public static MailServerException CreateFailure(GraphCall call, Exception failure) => new(
        failure is FormatException ? Problems.ServerReplyInvalid : Problems.ConnectionLost, call.Protocol, call.Server,
        $"{call.Step} for '{call.Account.Name}' failed: {ForeignText.Clean(failure.Message, 300)}.", failure);

    private async Task<GraphResponse> SendWithTokenAsync(GraphCall call, CancellationToken cancellationToken)
    {
        var address = GraphAddresses.Of(call);
        var tokens = accounts.GetTokens(call.Account);
        var login = LoginParameters.For(call.Account, call.Protocol, clock);
        var token = await tokens.GetAccessTokenAsync(login.Request, cancellationToken).ConfigureAwait(false);
        for (var isSecond = false; ; isSecond = true)
        {
            var response = await SendOnceAsync(call, address, token, cancellationToken).ConfigureAwait(false);
            var isRejected = response.Status == 401
                || (response.Status == 403 && GraphErrorCatalogue.RequiresClaims(response.Challenge));
            if (!isRejected) return response;
            MailServerException rejection;
            using (response) rejection = await CreateFailureAsync(call, response).ConfigureAwait(false);
            if (isSecond) throw rejection;
            token = await RejectedTokenRenewal.RenewAsync(tokens, login, token, rejection, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<GraphResponse> SendOnceAsync(GraphCall call, Uri address, AccessToken token, CancellationToken cancellationToken)
    {
        var gate = await gates.Get(call).EnterAsync(cancellationToken).ConfigureAwait(false);
        var limit = new TimeLimit(clock, call.Timeout, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(call.Method, address) { Content = call.CreateContent?.Invoke() };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
            request.Headers.TryAddWithoutValidation("Prefer", "IdType=\"ImmutableId\"");
            if (call.Prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", call.Prefer);
            request.Headers.TryAddWithoutValidation("client-request-id", Guid.NewGuid().ToString());
            var response = await createClient().SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.RequestMessage?.RequestUri is { } answered && answered != address)
            {
                response.Dispose();
                throw new MailServerException(
                    Problems.CredentialRedirected, call.Protocol, call.Server,
                    $"{call.Step} for '{call.Account.Name}' failed: the HTTP client followed a redirect to {answered.Authority}.");
            }

            var redactor = new Redactor();
            redactor.Add(token.Value);
            return new GraphResponse(response, gate, limit, redactor);
        }
        catch (Exception failure)
        {
            gate.Dispose();
            var isExceeded = limit.IsExceeded;
            limit.Dispose();
            if (failure is MailServerException or OutOfMemoryException) throw;
            if (failure is OperationCanceledException && !isExceeded) cancellationToken.ThrowIfCancellationRequested();
            throw CreateConnectionFailure(call, failure, isExceeded);
        }
    }

    private static MailServerException CreateConnectionFailure(GraphCall call, Exception failure, bool isExceeded)
    {
        var http = failure as HttpRequestException;
        var proxy = http is null ? null : HttpProxyFailures.Find(http, null);
        var (problem, why) = failure switch
        {
            _ when isExceeded || failure is OperationCanceledException =>
                (Problems.MailServerSilent, $"it did not respond within {call.Timeout:c}"),
            _ when proxy is { } found => (found.Problem, found.Detail.TrimEnd('.')),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                (Problems.HostNotFound, "its name was not found"),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                (failure.InnerException is AuthenticationException ? Problems.CertificateUntrusted : Problems.TlsFailed,
                    Clean(failure.InnerException ?? failure, http)),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } when IsNotConnected(failure) =>
                (Problems.HostUnreachable, Clean(failure, http)),
            HttpRequestException or IOException or SocketException => (Problems.ConnectionLost, Clean(failure, http)),

            // For example an open circuit breaker of the application. Its text, which may repeat parts of the request, is left out.
            _ => (Problems.ConnectionLost, $"a handler of the HTTP client failed with {failure.GetType().Name}"),
        };
        return new MailServerException(
            problem, call.Protocol, call.Server, $"{call.Step} for '{call.Account.Name}' at {call.Server} failed: {why}.",
            http is null ? failure : HttpProxyFailures.Clean(http, null));
    }

    private static bool IsNotConnected(Exception failure) => failure.InnerException is SocketException;

    private static string Clean(Exception failure, HttpRequestException? http) =>
        (http is null ? ForeignText.Clean(failure.Message, 300) : HttpProxyFailures.Clean(failure.Message, http, null)).TrimEnd('.');
}
