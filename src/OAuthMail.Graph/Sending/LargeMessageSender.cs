using System.Net.Http.Headers;
using MimeKit;
using OAuthMail.Flows;
using OAuthMail.Graph.Http;
using OAuthMail.MailKit.Delivery;

namespace OAuthMail.Graph.Sending;

/// <summary>
/// Sends a message as a draft whose attachments are uploaded in parts
/// (<see href="https://learn.microsoft.com/graph/outlook-large-attachments">large attachments</see>).
/// </summary>
internal sealed class LargeMessageSender(GraphClient client, Func<HttpClient> createUploadClient, GraphMailOptions options)
{
    /// <summary>The number of octets from which an attachment must be uploaded in parts.</summary>
    public const int SessionLength = 3 * 1024 * 1024;

    /// <summary>The length of a part: below 4 MB, and a multiple of 320 KiB.</summary>
    private const int PartLength = 10 * 320 * 1024;

    /// <summary>Sends the draft. <see cref="GraphSender"/> sets it, because both use each other.</summary>
    public Func<GraphCall, DeliveryRoute, MessageEnvelope, TrackedWrite, CancellationToken, Task<DeliveryResult>> SendDraftAsync
    {
        get;
        set;
    } = (_, _, _, _, _) => throw new InvalidOperationException("The sender is not set.");

    public async Task<DeliveryResult> SendAsync(
        DeliveryRoute route, MessageEnvelope envelope, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (DraftContent.FindLoss(envelope.Message) is { } loss)
        {
            return new DeliveryFailure(
                new MailServerException(
                    Problems.MessageTooLarge, MailProtocol.Smtp, route.Server,
                    $"The message was not sent. It is larger than {GraphSender.MaximumLength:N0} octets, and {loss} would be lost in a "
                        + "draft."),
                TransactionStage.Recipient, isTransient: false);
        }

        using var limit = new TimeLimit(client.Clock, timeout, cancellationToken);
        string? draft = null;
        try
        {
            draft = await CreateDraftAsync(route.Account, envelope, limit.Token).ConfigureAwait(false);
            foreach (var attachment in DraftContent.GetAttachments(envelope.Message))
            {
                await AttachAsync(route.Account, draft, attachment, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OAuthMailException failure)
        {
            await TryDeleteAsync(route.Account, draft).ConfigureAwait(false);
            var concernsMailbox = failure.Problem.Kind is ProblemKind.Policy or ProblemKind.TokenRefused or ProblemKind.SignInRequired;
            return new DeliveryFailure(
                failure, concernsMailbox ? TransactionStage.Session : TransactionStage.Sender,
                failure.Problem.Kind == ProblemKind.Transient);
        }
        catch (OperationCanceledException) when (limit.IsExceeded)
        {
            await TryDeleteAsync(route.Account, draft).ConfigureAwait(false);
            return new DeliveryFailure(
                new MailServerException(
                    Problems.MailServerSilent, MailProtocol.Smtp, route.Server, $"The attachments were not uploaded within {timeout:c}."),
                TransactionStage.Sender, isTransient: true);
        }
        catch
        {
            await TryDeleteAsync(route.Account, draft).ConfigureAwait(false);
            throw;
        }

        var write = new TrackedWrite();
        var send = Call(route.Account, HttpMethod.Post, $"messages/{Uri.EscapeDataString(draft)}/send", "Sending the draft") with
        {
            CreateContent = () => new TrackedContent([], null, write),
        };
        try
        {
            var result = await SendDraftAsync(send, route, envelope, write, cancellationToken).ConfigureAwait(false);

            // Another attempt creates another draft.
            if (result.Failure is not null) await TryDeleteAsync(route.Account, draft).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException) when (!write.IsComplete)
        {
            await TryDeleteAsync(route.Account, draft).ConfigureAwait(false);
            throw;
        }
    }

    private GraphCall Call(MailAccount account, HttpMethod method, string path, string step) =>
        new(account, MailProtocol.Smtp, method, path, step) { Timeout = options.RequestTimeout };

    private async Task<string> CreateDraftAsync(MailAccount account, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        var body = DraftContent.Write(envelope);
        var call = Call(account, HttpMethod.Post, "messages", "Creating the draft") with { CreateContent = () => Json(body) };
        return await ReadTextAsync(call, "id", cancellationToken).ConfigureAwait(false);
    }

    private async Task AttachAsync(MailAccount account, string draft, MimeEntity attachment, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        if (attachment is MessagePart { Message: { } inner })
        {
            await inner.WriteToAsync(content, cancellationToken).ConfigureAwait(false);
        }
        else if (attachment is MimePart { Content: { } octets })
        {
            await octets.DecodeToAsync(content, cancellationToken).ConfigureAwait(false);
        }

        var octetsOf = content.GetBuffer().AsMemory(0, (int)content.Length);
        var path = $"messages/{Uri.EscapeDataString(draft)}/attachments";
        if (octetsOf.Length < SessionLength)
        {
            var body = DraftContent.Write(attachment, octetsOf);
            var call = Call(account, HttpMethod.Post, path, "Attaching a file") with { CreateContent = () => Json(body) };
            (await client.RequireAsync(call, cancellationToken).ConfigureAwait(false)).Dispose();
            return;
        }

        var session = DraftContent.WriteSession(attachment, octetsOf.Length);
        var create = Call(account, HttpMethod.Post, $"{path}/createUploadSession", "Creating an upload session") with
        {
            CreateContent = () => Json(session),
        };
        var address = await ReadTextAsync(create, "uploadUrl", cancellationToken).ConfigureAwait(false);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var upload) || upload.Scheme != Uri.UriSchemeHttps)
        {
            throw GraphClient.CreateFailure(create, new FormatException("the upload address is not an https address"));
        }

        for (var at = 0; at < octetsOf.Length; at += PartLength)
        {
            var part = octetsOf.Slice(at, Math.Min(PartLength, octetsOf.Length - at));
            await UploadAsync(create, upload, part, at, octetsOf.Length, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Uploads a part. The address contains its own authorization: the request has no token, and no text contains the address.
    /// </summary>
    private async Task UploadAsync(
        GraphCall call, Uri address, ReadOnlyMemory<byte> part, int begin, int total, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(client.Clock, options.RequestTimeout, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ReadOnlyMemoryContent(part) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            request.Content.Headers.ContentRange = new ContentRangeHeaderValue(begin, begin + part.Length - 1, total);
            using var response = await createUploadClient().SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return;
            var status = (int)response.StatusCode;
            throw new MailServerException(
                status is 429 or >= 500 ? Problems.ServerBusy : status == 413 ? Problems.MessageTooLarge : Problems.ServerRefused,
                call.Protocol, call.Server,
                $"Uploading an attachment for '{call.Account.Name}' failed: the server returned status {status}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || limit.IsExceeded)
        {
            throw new MailServerException(
                Problems.ConnectionLost, call.Protocol, call.Server,
                $"Uploading an attachment for '{call.Account.Name}' failed: {failure.GetType().Name}.");
        }
    }

    private async Task<string> ReadTextAsync(GraphCall call, string name, CancellationToken cancellationToken)
    {
        using var json = await client.RequireJsonAsync(call, cancellationToken).ConfigureAwait(false);
        return ResponseJson.GetText(json.RootElement, name)
            ?? throw GraphClient.CreateFailure(call, new FormatException($"the response has no '{name}'"));
    }

    private async Task TryDeleteAsync(MailAccount account, string? draft)
    {
        if (draft is null) return;
        using var limit = new TimeLimit(client.Clock, options.RequestTimeout, CancellationToken.None);
        try
        {
            var call = Call(account, HttpMethod.Delete, $"messages/{Uri.EscapeDataString(draft)}", "Deleting the draft");
            (await client.SendAsync(call, limit.Token).ConfigureAwait(false)).Dispose();
        }
        catch (Exception failure) when (failure is OAuthMailException or OperationCanceledException)
        {
            // The draft stays in Drafts, unsent.
        }
    }

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
