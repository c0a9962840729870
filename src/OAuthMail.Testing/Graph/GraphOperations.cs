using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MimeKit;

namespace OAuthMail.Testing.Graph;

/// <summary>The operations on a mailbox.</summary>
internal sealed class GraphOperations(GraphTestServer server)
{
    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);

    public GraphResult Handle(GraphRoute route, TestMailbox mailbox, HttpRequest request, byte[] body)
    {
        var isImmutable = request.Headers["Prefer"].ToString().Contains("ImmutableId", StringComparison.OrdinalIgnoreCase);
        return route.Operation switch
        {
            GraphOperation.SendMail => SendMail(mailbox, request, body),
            GraphOperation.CreateDraft => CreateDraft(mailbox, request, body, isImmutable),
            GraphOperation.SendDraft => SendDraft(mailbox, route.Message!),
            GraphOperation.Attach => Attach(mailbox, route.Message!, ReadJson(body)),
            GraphOperation.CreateUploadSession => CreateSession(mailbox, route.Message!, ReadJson(body)),
            GraphOperation.List => List(route, mailbox, request, isImmutable),
            GraphOperation.Delta => new GraphDelta(server).List(route, mailbox, request, isImmutable),
            GraphOperation.Get => Get(mailbox, route.Message!, isImmutable),
            GraphOperation.GetContent => GetContent(mailbox, route.Message!),
            GraphOperation.Update => Update(mailbox, route.Message!, ReadJson(body), isImmutable),
            GraphOperation.Move => Move(mailbox, route.Message!, ReadJson(body), isImmutable),
            GraphOperation.Delete => Delete(mailbox, route.Message!),
            _ => ListFolders(route, mailbox, request),
        };
    }

    /// <summary>Takes a part of an attachment. The address contains the authorization.</summary>
    public GraphResult Upload(GraphRoute route, HttpRequest request, byte[]? body)
    {
        if (body is null || request.Headers.Authorization.Count > 0 || !_sessions.TryGetValue(route.Message!, out var session))
            return GraphResult.Empty(401);
        var range = request.Headers.ContentRange.ToString();
        var expected = string.Create(
            CultureInfo.InvariantCulture,
            $"bytes {session.Content.Length}-{session.Content.Length + body.Length - 1}/{session.Length}");
        if (range != expected) return GraphResult.Empty(416);
        session.Content.Write(body);
        if (session.Content.Length < session.Length)
        {
            var received = session.Content.Length.ToString(CultureInfo.InvariantCulture);
            return GraphResult.Json(200, new JsonObject { ["nextExpectedRanges"] = new JsonArray(received) });
        }

        _sessions.TryRemove(route.Message!, out _);
        AddAttachment(session.Mailbox, session.Draft, session.Name, session.ContentType, session.Content.ToArray());
        return GraphResult.Empty(201);
    }

    private GraphResult SendMail(TestMailbox mailbox, HttpRequest request, byte[] body)
    {
        var isMime = request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true;
        var json = isMime ? null : ReadJson(body);
        var message = isMime
            ? GraphMessages.Parse(GraphMessages.Decode(body))
            : GraphMessages.FromJson(json!["message"] as JsonObject ?? throw Invalid("The message is missing."));
        Send(mailbox, message, savesCopy: (bool?)json?["saveToSentItems"] != false);
        return GraphResult.Empty(202);
    }

    private void Send(TestMailbox mailbox, MimeMessage message, bool savesCopy)
    {
        if (message.From.Mailboxes.FirstOrDefault() is { } from && !mailbox.MaySendAs(from.Address))
        {
            throw new GraphErrorException(
                403, "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail "
                    + "on behalf of the specified sending account.");
        }

        if (!message.From.Mailboxes.Any()) message.From.Add(new MailboxAddress("", mailbox.Address));
        var recipients = message.To.Mailboxes.Concat(message.Cc.Mailboxes).Concat(message.Bcc.Mailboxes).Select(one => one.Address)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (recipients.Length == 0) throw new GraphErrorException(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
        var copy = GraphMessages.Write(message);
        message.Bcc.Clear();
        if (server.RewritesHeaders) GraphMessages.Rewrite(message);
        var sent = GraphMessages.Write(message);
        if (savesCopy) GraphFolders.Require(mailbox, "sentitems").Append(copy, ["\\Seen"]);
        foreach (var group in recipients.Select(address => (Address: address, Mailbox: server.Mailboxes.Find(address)))
            .Where(one => one.Mailbox is not null).GroupBy(one => one.Mailbox!, one => one.Address))
        {
            group.Key.Inbox.Receive(sent, mailbox.Address, [.. group]);
        }
    }

    private static GraphResult CreateDraft(TestMailbox mailbox, HttpRequest request, byte[] body, bool isImmutable)
    {
        var isMime = request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true;
        var content = isMime ? GraphMessages.Decode(body) : GraphMessages.Write(GraphMessages.FromJson(ReadJson(body)));
        var folder = GraphFolders.Require(mailbox, "drafts");
        var draft = folder.Append(content, ["\\Draft"]);
        return GraphResult.Json(201, GraphMessages.Describe(folder, draft, isImmutable));
    }

    private GraphResult SendDraft(TestMailbox mailbox, string id)
    {
        var (folder, draft) = GraphMessages.Require(mailbox, id);
        Send(mailbox, GraphMessages.Parse(draft.Content), savesCopy: true);
        folder.Remove([draft.Uid]);
        return GraphResult.Empty(202);
    }

    private static GraphResult Attach(TestMailbox mailbox, string id, JsonObject json)
    {
        AddAttachment(
            mailbox, id, (string?)json["name"] ?? "", (string?)json["contentType"] ?? "application/octet-stream",
            Convert.FromBase64String((string?)json["contentBytes"] ?? ""));
        return GraphResult.Json(201, new JsonObject { ["id"] = Guid.NewGuid().ToString() });
    }

    private GraphResult CreateSession(TestMailbox mailbox, string draft, JsonObject json)
    {
        GraphMessages.Require(mailbox, draft);
        var item = json["AttachmentItem"] as JsonObject ?? throw Invalid("The AttachmentItem is missing.");
        var id = Guid.NewGuid().ToString("N");
        _sessions[id] = new UploadSession(
            mailbox, draft, (string?)item["name"] ?? "", (string?)item["contentType"] ?? "application/octet-stream", (long)item["size"]!);
        return GraphResult.Json(201, new JsonObject { ["uploadUrl"] = $"{server.Address}upload/{id}?authtoken={Guid.NewGuid():N}" });
    }

    private static void AddAttachment(TestMailbox mailbox, string id, string name, string type, byte[] content)
    {
        var (folder, draft) = GraphMessages.Require(mailbox, id);
        var message = GraphMessages.Parse(draft.Content);
        var part = new MimePart(type)
        {
            FileName = name, ContentTransferEncoding = ContentEncoding.Base64, Content = new MimeContent(new MemoryStream(content)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
        };
        if (message.Body is Multipart parts) parts.Add(part);
        else message.Body = new Multipart("mixed") { message.Body!, part };
        folder.ReplaceContent(draft.Uid, GraphMessages.Write(message));
    }

    private GraphResult List(GraphRoute route, TestMailbox mailbox, HttpRequest request, bool isImmutable)
    {
        var folders = route.Folder is { } name ? [GraphFolders.Require(mailbox, name)] : mailbox.Folders;
        var found = folders.SelectMany(folder => folder.Snapshot().Select(message => (Folder: folder, Message: message)));
        if (QuotedValue(request.Query["$filter"], "internetMessageId eq '") is { } id)
        {
            found = found.Where(one => $"<{GraphMessages.Parse(one.Message.Content).MessageId}>" == id);
        }

        var top = int.TryParse(request.Query["$top"], CultureInfo.InvariantCulture, out var count) ? count : server.PageSize;
        var values = found.OrderByDescending(one => one.Message.InternalDate).Take(top)
            .Select(one => (JsonNode)GraphMessages.Describe(one.Folder, one.Message, isImmutable));
        return GraphResult.Json(200, new JsonObject { ["value"] = new JsonArray([.. values]) });
    }

    private static GraphResult Get(TestMailbox mailbox, string id, bool isImmutable)
    {
        var (folder, message) = GraphMessages.Require(mailbox, id);
        return GraphResult.Json(200, GraphMessages.Describe(folder, message, isImmutable));
    }

    private static GraphResult GetContent(TestMailbox mailbox, string id) =>
        new(200, GraphMessages.Require(mailbox, id).Message.Content, "text/plain");

    private static GraphResult Update(TestMailbox mailbox, string id, JsonObject json, bool isImmutable)
    {
        var (folder, message) = GraphMessages.Require(mailbox, id);
        var flags = message.Flags.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Set("\\Seen", (bool?)json["isRead"]);
        Set("\\Flagged", json["flag"] is JsonObject flag ? (string?)flag["flagStatus"] == "flagged" : null);
        folder.SetFlags(message.Uid, flags);
        return GraphResult.Json(200, GraphMessages.Describe(folder, message, isImmutable));

        void Set(string name, bool? value)
        {
            if (value == true) flags.Add(name);
            else if (value == false) flags.Remove(name);
        }
    }

    private static GraphResult Move(TestMailbox mailbox, string id, JsonObject json, bool isImmutable)
    {
        var (folder, message) = GraphMessages.Require(mailbox, id);
        var target = GraphFolders.Require(mailbox, (string?)json["destinationId"] ?? "");
        var moved = target.AddCopy(message);
        folder.Remove([message.Uid]);
        return GraphResult.Json(201, GraphMessages.Describe(target, moved, isImmutable));
    }

    private static GraphResult Delete(TestMailbox mailbox, string id)
    {
        var (folder, message) = GraphMessages.Require(mailbox, id);
        var trash = GraphFolders.Require(mailbox, "deleteditems");
        if (folder != trash) trash.AddCopy(message);
        folder.Remove([message.Uid]);
        return GraphResult.Empty(204);
    }

    private static GraphResult ListFolders(GraphRoute route, TestMailbox mailbox, HttpRequest request)
    {
        var name = QuotedValue(request.Query["$filter"], "displayName eq '");
        if (route.Folder is null) return GraphResult.Json(200, GraphFolders.List(mailbox, null, name));
        var folder = GraphFolders.Require(mailbox, route.Folder);
        return GraphResult.Json(
            200, route.Message is null ? GraphFolders.Describe(folder) : GraphFolders.List(mailbox, folder, name));
    }

    private static string? QuotedValue(string? filter, string prefix) =>
        filter is not null && filter.StartsWith(prefix, StringComparison.Ordinal) && filter.EndsWith('\'')
            ? filter[prefix.Length..^1].Replace("''", "'", StringComparison.Ordinal)
            : null;

    private static JsonObject ReadJson(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw Invalid("The body is not a JSON object.");
        }
        catch (JsonException)
        {
            throw Invalid("The body is not JSON.");
        }
    }

    private static GraphErrorException Invalid(string message) => new(400, "RequestBodyRead", message);

    private sealed record UploadSession(TestMailbox Mailbox, string Draft, string Name, string ContentType, long Length)
    {
        public MemoryStream Content { get; } = new();
    }
}
