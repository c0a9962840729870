using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthMail.Testing.Graph;

/// <summary>
/// Lists the messages that were added to a folder since a link, in pages. Changes of messages and removed ones are not listed, as with
/// <c>changeType=created</c>.
/// </summary>
internal sealed class GraphDelta(GraphTestServer server)
{
    public GraphResult List(GraphRoute route, TestMailbox mailbox, HttpRequest request, bool isImmutable)
    {
        var folder = GraphFolders.Require(mailbox, route.Folder!);
        var messages = folder.Snapshot(out _, out var uidValidity);
        var token = request.Query["$skiptoken"].ToString() is { Length: > 0 } skip ? skip : request.Query["$deltatoken"].ToString();
        var after = token.Length == 0 ? 0 : Read(token, uidValidity);
        var prefer = request.Headers["Prefer"].ToString();
        var waiting = messages.Where(message => message.Uid > after).ToList();
        var page = waiting.Take(SizeOf(prefer)).ToList();
        var last = page.Count == 0 ? after : page[^1].Uid;
        var listed = server.RepeatsChanges ? messages.Where(message => message.Uid <= after).TakeLast(1).Concat(page) : page;
        var address = $"{server.Address.GetLeftPart(UriPartial.Authority)}{request.Path}";
        var next = string.Create(CultureInfo.InvariantCulture, $"{server.Generation}.{uidValidity}.{last}");
        var body = new JsonObject
        {
            ["value"] = new JsonArray([.. listed.Select(message => (JsonNode)GraphMessages.Describe(folder, message, isImmutable))]),
        };
        if (page.Count < waiting.Count) body["@odata.nextLink"] = $"{address}?$skiptoken={next}";
        else body["@odata.deltaLink"] = $"{address}?$deltatoken={next}";
        return GraphResult.Json(200, body);
    }

    private uint Read(string token, uint uidValidity)
    {
        var parts = token.Split('.');
        if (parts.Length == 3 && parts[0] == server.Generation.ToString(CultureInfo.InvariantCulture)
            && parts[1] == uidValidity.ToString(CultureInfo.InvariantCulture)
            && uint.TryParse(parts[2], CultureInfo.InvariantCulture, out var uid))
        {
            return uid;
        }

        throw new GraphErrorException(410, "SyncStateNotFound", "The sync state generation is not found; continuing sync is not possible.");
    }

    private int SizeOf(string prefer)
    {
        const string key = "odata.maxpagesize=";
        var at = prefer.IndexOf(key, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return server.PageSize;
        var digits = new string([.. prefer[(at + key.Length)..].TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : server.PageSize;
    }
}
