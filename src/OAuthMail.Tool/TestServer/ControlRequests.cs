using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OAuthMail.Testing;

namespace OAuthMail.Tool.TestServer;

/// <summary>Implements the requests of the control endpoint.</summary>
internal sealed class ControlRequests(TestServerRun run)
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="ArgumentException">A value of the request is missing or not valid.</exception>
    public async Task<(int Status, JsonNode Answer)> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var route = request.Method + " " + request.Path.Value;
        switch (route)
        {
            case "GET /":
                return (StatusCodes.Status200OK, TestServerDescription.Json(run));
            case "GET /messages":
                return (StatusCodes.Status200OK, List(request.Query["address"], request.Query["folder"]));
            case "DELETE /messages":
                return (StatusCodes.Status200OK, DeleteAll());
            case "DELETE /rejections":
                foreach (var server in Servers(null)) server.Faults.Clear();
                return (StatusCodes.Status200OK, new JsonObject());
        }

        if (route is not ("POST /users" or "POST /tokens" or "POST /messages" or "POST /rejections"))
            return (StatusCodes.Status404NotFound, new JsonObject { ["error"] = $"There is no request '{route}'." });
        var body = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        return route switch
        {
            "POST /users" => (StatusCodes.Status201Created, AddUser(body)),
            "POST /tokens" => (StatusCodes.Status201Created, IssueToken(body)),
            "POST /messages" => (StatusCodes.Status201Created, Deliver(body)),
            _ => (StatusCodes.Status201Created, Reject(body)),
        };
    }

    private static async Task<JsonObject> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var node = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken).ConfigureAwait(false);
        return node as JsonObject ?? throw new ArgumentException("The body must be a JSON object.");
    }

    private JsonObject AddUser(JsonObject body)
    {
        var address = Required(body, "address");
        run.AddUser(address);
        return new JsonObject { ["address"] = address, ["accessToken"] = run.IssueToken(address) };
    }

    private JsonObject IssueToken(JsonObject body)
    {
        var address = Required(body, "address");
        TimeSpan? lifetime = body["lifetime"] is { } seconds ? TimeSpan.FromSeconds(seconds.GetValue<double>()) : null;
        return new JsonObject { ["address"] = address, ["accessToken"] = run.IssueToken(address, lifetime) };
    }

    private JsonObject Deliver(JsonObject body)
    {
        var folder = FindFolder(Required(body, "address"), (string?)body["folder"]);
        return Describe(folder.Append(Encoding.UTF8.GetBytes(Required(body, "message"))));
    }

    private JsonObject Reject(JsonObject body)
    {
        var count = (int?)body["count"] ?? 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(count));
        foreach (var server in Servers((string?)body["protocol"]))
            server.Faults.RejectNextTokens(count, new TokenRejection { Text = (string?)body["text"] });
        return new JsonObject { ["count"] = count };
    }

    private JsonArray List(string? address, string? folder)
    {
        var folders = string.IsNullOrEmpty(address)
            ? run.Host.Mailboxes.Mailboxes.SelectMany(mailbox => mailbox.Folders.Select(f => (mailbox.Address, Folder: f)))
            : [(address, FindFolder(address, folder))];
        var list = new JsonArray();
        foreach (var (owner, content) in folders)
        {
            foreach (var message in content.Messages)
            {
                var json = Describe(message);
                (json["address"], json["folder"]) = (owner, content.Name);
                list.Add((JsonNode)json);
            }
        }

        return list;
    }

    private JsonObject DeleteAll()
    {
        var deleted = run.Host.Mailboxes.Mailboxes.SelectMany(mailbox => mailbox.Folders)
            .Sum(folder => folder.Remove(folder.Messages.Select(message => message.Uid)));
        return new JsonObject { ["deleted"] = deleted };
    }

    private static JsonObject Describe(StoredMessage message) => new()
    {
        ["uid"] = message.Uid,
        ["envelopeSender"] = message.EnvelopeSender,
        ["envelopeRecipients"] = new JsonArray([.. message.EnvelopeRecipients.Select(r => (JsonNode)r)]),
        ["flags"] = new JsonArray([.. message.Flags.Order(StringComparer.Ordinal).Select(f => (JsonNode)f)]),
        ["message"] = message.Text,
    };

    private MailFolder FindFolder(string address, string? name)
    {
        var mailbox = run.Host.Mailboxes.Find(address) ?? throw new ArgumentException($"No mailbox has the address '{address}'.");
        return string.IsNullOrEmpty(name) ? mailbox.Inbox
            : mailbox.FindFolder(name) ?? throw new ArgumentException($"The mailbox '{address}' has no folder '{name}'.");
    }

    private IEnumerable<MailTestServer> Servers(string? protocol) => protocol?.ToUpperInvariant() switch
    {
        null => [run.Host.Smtp, run.Host.Imap, run.Host.Pop3],
        "SMTP" => [run.Host.Smtp],
        "IMAP" => [run.Host.Imap],
        "POP3" => [run.Host.Pop3],
        _ => throw new ArgumentException($"'{protocol}' isn't a valid protocol. Valid values: smtp, imap, pop3."),
    };

    private static string Required(JsonObject body, string name) =>
        (string?)body[name] is { Length: > 0 } value ? value : throw new ArgumentException($"The member '{name}' is missing.");
}
