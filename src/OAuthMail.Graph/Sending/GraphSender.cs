using System.Text.Json;
using OAuthMail.Errors;
using OAuthMail.Graph.Http;
using OAuthMail.MailKit;
using OAuthMail.MailKit.Delivery;
using OAuthMail.Tokens;

namespace OAuthMail.Graph.Sending;

// The response decides whether the message was certainly not accepted. The rows are evaluated from top to bottom.
//
//  what happened                                               | outcome
//  ------------------------------------------------------------+---------------------------------------------------------------
//  202                                                         | accepted: Exchange delivers the message later
//  429, or 503 with Retry-After                                | not accepted: repeated after that time
//  other 4xx, 3xx                                              | not accepted
//  no connection, or cut before the last part of the body      | not accepted: repeated
//  other 2xx, 5xx; no response after the last part of the body | unknown: Sent Items is searched, and if the message is not found
//                                                              | there, MailDeliveryUnknownException

/// <summary>Sends messages as MIME with one request each (<c>sendMail</c>).</summary>
internal sealed class GraphSender(GraphClient client, GraphMailOptions options, LargeMessageSender large) : IMessageTransport
{
    /// <summary>The maximum length in MIME: a request of 4 MB holds it in base64.</summary>
    public const int MaximumLength = 3 * 1024 * 1024;

    /// <summary>The maximum difference between the clocks of this machine and of Exchange.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    private readonly RecentMessages _recent = new();

    public async Task<DeliveryResult> SendAsync(
        DeliveryRoute route, MessageEnvelope envelope, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var account = route.Account;
        if (GraphMessageWriter.FindConflict(envelope, account) is { } conflict)
        {
            return Refuse(route, Problems.EnvelopeNotSupported, $"The message was not sent. {conflict}", TransactionStage.Recipient);
        }

        var body = await GraphMessageWriter.WriteAsync(envelope, MaximumLength, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            if (options.LargeMessages == GraphLargeMessages.UploadSession)
            {
                return await large.SendAsync(route, envelope, timeout, cancellationToken).ConfigureAwait(false);
            }

            return Refuse(
                route, Problems.MessageTooLarge,
                $"The message was not sent. It is larger than {MaximumLength:N0} octets, the limit of a request to Microsoft Graph; its "
                    + "attachments can have about 2.2 MB. Set GraphMailOptions.LargeMessages to UploadSession to send it as a draft, which "
                    + "keeps only some of its headers, or send it over SMTP.",
                TransactionStage.Recipient);
        }

        var write = new TrackedWrite();
        var call = new GraphCall(account, MailProtocol.Smtp, HttpMethod.Post, "sendMail", "Sending the message")
        {
            CreateContent = () => new TrackedContent(body, "text/plain", write),
            Timeout = timeout,
        };
        return await SendAsync(call, route, envelope, write, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the request that makes Exchange deliver a message.</summary>
    public async Task<DeliveryResult> SendAsync(
        GraphCall call, DeliveryRoute route, MessageEnvelope envelope, TrackedWrite write, CancellationToken cancellationToken)
    {
        string reason;
        Exception? cause = null;
        var begun = client.Clock.GetUtcNow();
        try
        {
            using var response = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (response.Status == 202)
            {
                _recent.Add(route.Account, envelope.MessageId, client.Clock.GetUtcNow());
                return Accept(response.RequestId);
            }

            var failure = await client.CreateFailureAsync(call, response).ConfigureAwait(false);
            if (response.IsRejection) return CreateFailure(failure, response.Status);
            (reason, cause) = (failure.Detail, failure);
        }
        catch (OperationCanceledException canceled) when (cancellationToken.IsCancellationRequested)
        {
            if (!write.IsComplete) throw;
            throw Unknown(route, envelope, "The wait for the response was canceled.", canceled);
        }
        catch (MailServerException failure) when (failure.Problem.Kind != ProblemKind.TokenRefused && failure.RenewalFailure is null
            && failure.ServerWords.Count == 0)
        {
            if (!write.IsComplete)
            {
                // A proxy or a certificate fails for every message.
                var isTransient = IsTransient(failure.Problem);
                return new DeliveryFailure(failure, isTransient ? TransactionStage.Sender : TransactionStage.Session, isTransient);
            }

            (reason, cause) = (failure.Detail, failure);
        }
        catch (OAuthMailException failure) when (failure is not MailDeliveryUnknownException)
        {
            // The token could not be acquired, or was rejected.
            return DeliveryFailures.FromSession(failure);
        }

        var found = await FindInSentItemsAsync(route.Account, envelope.MessageId, begun, cancellationToken).ConfigureAwait(false);
        if (found is not { } isFound)
        {
            throw Unknown(route, envelope, $"{reason} Sent Items could not be searched for it.", cause);
        }

        if (isFound) return DeliveryResult.Accepted("The message is in Sent Items, although no valid response arrived.", new Redactor());
        throw Unknown(
            route, envelope, $"{reason} It is not in Sent Items after {options.UnknownDeliveryCheck.TotalSeconds:0} seconds.", cause);
    }

    private static DeliveryResult Accept(string? requestId) => DeliveryResult.Accepted(
        "202 Accepted for delivery by Microsoft Graph" + (requestId is null ? "" : $", request-id {requestId}"), new Redactor());

    private static DeliveryFailure CreateFailure(MailServerException failure, int status)
    {
        var problem = failure.Problem;
        if (status is 429 or 503 && problem.Kind == ProblemKind.Transient && problem != Problems.SendingLimitReached)
        {
            // Waiting for the requested time is better than a backup.
            var throttled = new MailServerException(
                Problems.ServerThrottles, failure.Protocol, failure.Endpoint, failure.Detail, failure.InnerException)
            {
                ServerWords = failure.ServerWords, RetryAfter = failure.RetryAfter,
            };
            return new DeliveryFailure(throttled, TransactionStage.Content, isTransient: true);
        }

        var concernsMailbox = problem == Problems.GraphAccessDenied || problem == Problems.GraphAccessPolicy
            || problem == Problems.GraphMailboxNotEnabled || problem == Problems.GraphAccountUnverified
            || problem == Problems.MailboxNotFound || problem == Problems.MailboxFull || problem == Problems.SendingLimitReached
            || problem == Problems.AccountSuspended;
        return new DeliveryFailure(
            failure, concernsMailbox ? TransactionStage.Session : TransactionStage.Recipient, isTransient: IsTransient(problem));
    }

    private static bool IsTransient(Problem problem) =>
        problem.Kind == ProblemKind.Transient && problem != Problems.SendingLimitReached && problem != Problems.MessageGone;

    private static DeliveryFailure Refuse(DeliveryRoute route, Problem problem, string detail, TransactionStage stage) =>
        new(new MailServerException(problem, MailProtocol.Smtp, route.Server, detail), stage, isTransient: false);

    private static MailDeliveryUnknownException Unknown(
        DeliveryRoute route, MessageEnvelope envelope, string reason, Exception? cause) => new(
        envelope.MessageId, route.Server,
        $"The complete message <{envelope.MessageId}> was sent to {route.Server}, and Microsoft Graph may have accepted it. {reason}",
        cause);

    /// <summary>Returns whether a copy is of this attempt, and not of an earlier one.</summary>
    private static bool IsSince(JsonElement item, DateTimeOffset notBefore) => GraphTime.Get(item, "createdDateTime") >= notBefore;

    /// <summary>Searches Sent Items for a message, which Exchange moves there when it delivers it.</summary>
    /// <returns>
    /// Whether it was found, or <see langword="null"/> if it could not be searched for, or if a copy would prove nothing: the program has
    /// just sent a message with the same Message-ID, such as to other recipients.
    /// </returns>
    private async Task<bool?> FindInSentItemsAsync(
        MailAccount account, string messageId, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        if (options.UnknownDeliveryCheck <= TimeSpan.Zero) return null;
        var notBefore = begun - ClockDifference;
        if (_recent.Contains(account, messageId, notBefore)) return null;
        var filter = Uri.EscapeDataString($"internetMessageId eq '<{messageId.Replace("'", "''", StringComparison.Ordinal)}>'");
        var call = new GraphCall(
            account, MailProtocol.Smtp, HttpMethod.Get,
            $"mailFolders/sentitems/messages?$filter={filter}&$select=id,createdDateTime&$top=50",
            "Searching Sent Items")
        {
            Timeout = options.RequestTimeout,
        };
        bool? isFound = null;
        var searching = client.Clock.GetTimestamp();
        try
        {
            for (var delay = TimeSpan.FromSeconds(1); ; delay += delay)
            {
                if (await TryFindAsync(call, notBefore, cancellationToken).ConfigureAwait(false) is not { } result) return isFound;
                if (result) return true;
                isFound = false;
                if (client.Clock.GetElapsedTime(searching) + delay > options.UnknownDeliveryCheck) return isFound;
                await client.Clock.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<bool?> TryFindAsync(GraphCall call, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccess) return response.Status is 429 or >= 500 ? false : null;
            using var page = await response.ReadJsonAsync().ConfigureAwait(false);
            return JwtPayload.Get(page.RootElement, "value") is { ValueKind: JsonValueKind.Array } found
                && found.EnumerateArray().Any(item => IsSince(item, notBefore));
        }
        catch (Exception failure) when (failure is OAuthMailException or FormatException or IOException or HttpRequestException)
        {
            // The network that lost the response can be down a little longer.
            return failure is OAuthMailException { Problem.Kind: not ProblemKind.Transient } ? null : false;
        }
    }
}
