using System.Collections.Concurrent;
using System.Text.Json;
using MimeKit;
using OAuthMail.Flows;
using OAuthMail.Graph.Http;
using OAuthMail.MailKit.Watching;
using OAuthMail.Tokens;

namespace OAuthMail.Graph.Reading;

/// <summary>The requests of a watch to its mailbox.</summary>
internal sealed class GraphMailbox(GraphClient client, WatchContext context, GraphMailOptions options)
{
    /// <summary>The maximum length of a message: that of Exchange, with its encoding.</summary>
    private const long MaximumMessage = 256L * 1024 * 1024;

    /// <summary>The number of messages in a page of a list of which few are delivered.</summary>
    public const int LargePage = 200;

    private static readonly Dictionary<string, string> WellKnown = new(StringComparer.OrdinalIgnoreCase)
    {
        ["INBOX"] = "inbox", ["Drafts"] = "drafts", ["Sent Items"] = "sentitems", ["Deleted Items"] = "deleteditems",
        ["Junk Email"] = "junkemail", ["Archive"] = "archive",
    };

    private readonly ConcurrentDictionary<string, string> _folders = new(StringComparer.OrdinalIgnoreCase);

    public MailAccount Account => context.Account;

    /// <summary>Returns the address of the first page of changes of a folder.</summary>
    public static string FirstPage(string folder) =>
        $"mailFolders/{Uri.EscapeDataString(folder)}/messages/delta?changeType=created&$select={GraphItem.Properties}";

    /// <summary>Gets a page of changes.</summary>
    /// <returns>The messages, the address of the next page, and whether it is the last page for now.</returns>
    public async Task<(List<GraphItem> Items, string Next, bool IsLast)> GetPageAsync(
        string path, int size, CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Get, path, $"Listing the folder '{context.Folder}'") with { Prefer = $"odata.maxpagesize={size}" };
        using var page = await client.RequireJsonAsync(call, cancellationToken).ConfigureAwait(false);
        var root = page.RootElement;
        var items = new List<GraphItem>();
        if (JwtPayload.Get(root, "value") is { ValueKind: JsonValueKind.Array } values)
        {
            items.AddRange(values.EnumerateArray().Select(GraphItem.Read).OfType<GraphItem>());
        }

        if (ResponseJson.GetText(root, "@odata.nextLink") is { } next) return (items, next, false);
        if (ResponseJson.GetText(root, "@odata.deltaLink") is { } delta) return (items, delta, true);
        throw GraphClient.CreateFailure(call, new FormatException("the response has neither a next page nor an end"));
    }

    /// <summary>Gets the description of a message, or <see langword="null"/> if it does not exist.</summary>
    public async Task<GraphItem?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Get, $"messages/{Uri.EscapeDataString(id)}?$select={GraphItem.Properties}", "Finding a message");
        try
        {
            using var json = await client.RequireJsonAsync(call, cancellationToken).ConfigureAwait(false);
            return GraphItem.Read(json.RootElement);
        }
        catch (MailServerException failure) when (IsGone(failure))
        {
            return null;
        }
    }

    /// <summary>Gets a message in MIME. It is parsed while it arrives.</summary>
    public async Task<MimeMessage> GetMessageAsync(string id, CancellationToken cancellationToken)
    {
        var call = Call(HttpMethod.Get, $"messages/{Uri.EscapeDataString(id)}/$value", "Fetching a message") with
        {
            Timeout = context.Commands.TransferTimeout,
        };
        using var response = await client.RequireAsync(call, cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(response.Limit).ConfigureAwait(false);
            using var limited = new LimitedReadStream(stream, MaximumMessage);
            return await MimeMessage.LoadAsync(limited, response.Limit).ConfigureAwait(false);
        }
        catch (FormatException failure)
        {
            throw WatchFailures.Unparsable(Account, MailProtocol.Imap, $"a message of the folder '{context.Folder}'", failure);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw GraphClient.CreateFailure(call, failure);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw GraphClient.CreateFailure(call, new IOException("The message did not arrive in time"));
        }
    }

    /// <summary>Changes a message. Without effect if it does not exist.</summary>
    public Task UpdateAsync(string id, string json, CancellationToken cancellationToken) => SendAsync(
        Call(HttpMethod.Patch, $"messages/{Uri.EscapeDataString(id)}", "Changing a message") with { CreateContent = () => Json(json) },
        cancellationToken);

    /// <summary>Moves a message. Without effect if it does not exist.</summary>
    public async Task MoveAsync(string id, string folder, CancellationToken cancellationToken)
    {
        var destination = await GetFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        var body = $"{{\"destinationId\":\"{JsonEncodedText.Encode(destination)}\"}}";
        await SendAsync(
            Call(HttpMethod.Post, $"messages/{Uri.EscapeDataString(id)}/move", "Moving a message") with
            {
                CreateContent = () => Json(body),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a message. Without effect if it does not exist.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => SendAsync(
        Call(HttpMethod.Delete, $"messages/{Uri.EscapeDataString(id)}", "Deleting a message"), cancellationToken);

    /// <summary>Returns the id or the well-known name of a folder, whose levels are separated by <c>/</c>.</summary>
    /// <exception cref="MailServerException">There is no such folder.</exception>
    public async Task<string> GetFolderAsync(string name, CancellationToken cancellationToken)
    {
        if (WellKnown.TryGetValue(name, out var known)) return known;
        if (_folders.TryGetValue(name, out var id)) return id;
        string? parent = null;
        foreach (var level in name.Split('/'))
        {
            if (parent is null && WellKnown.TryGetValue(level, out known))
            {
                parent = known;
                continue;
            }

            parent = await FindFolderAsync(name, parent, level, cancellationToken).ConfigureAwait(false);
        }

        return _folders[name] = parent!;
    }

    /// <summary>Finds folders again when they are needed. They may have been deleted and created.</summary>
    public void ForgetFolders() => _folders.Clear();

    private async Task<string> FindFolderAsync(string name, string? parent, string level, CancellationToken cancellationToken)
    {
        var filter = Uri.EscapeDataString($"displayName eq '{level.Replace("'", "''", StringComparison.Ordinal)}'");
        var path = parent is null ? "mailFolders" : $"mailFolders/{Uri.EscapeDataString(parent)}/childFolders";
        var call = Call(HttpMethod.Get, $"{path}?$filter={filter}&$select=id", $"Finding the folder '{name}'");
        using var json = await client.RequireJsonAsync(call, cancellationToken).ConfigureAwait(false);
        if (JwtPayload.Get(json.RootElement, "value") is { ValueKind: JsonValueKind.Array } found && found.GetArrayLength() > 0
            && ResponseJson.GetText(found[0], "id") is { } id)
        {
            return id;
        }

        throw new MailServerException(
            Problems.FolderNotFound, MailProtocol.Imap, call.Server,
            $"The mailbox of '{Account.Name}' has no folder '{Errors.ForeignText.Clean(name, 200)}'.");
    }

    private GraphCall Call(HttpMethod method, string path, string step) =>
        new(Account, MailProtocol.Imap, method, path, step) { Timeout = options.RequestTimeout };

    private async Task SendAsync(GraphCall call, CancellationToken cancellationToken)
    {
        try
        {
            (await client.RequireAsync(call, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        catch (MailServerException failure) when (IsGone(failure))
        {
            // Another program or a user has processed the message.
        }
    }

    private static bool IsGone(MailServerException failure) => failure.Problem == Problems.MessageGone;

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
