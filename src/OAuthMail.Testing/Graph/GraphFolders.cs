using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Graph;

/// <summary>Finds folders by their ids and well-known names.</summary>
internal static class GraphFolders
{
    private static readonly Dictionary<string, (string Name, string? Use)> WellKnown = new(StringComparer.OrdinalIgnoreCase)
    {
        ["inbox"] = (TestMailbox.InboxName, null),
        ["drafts"] = ("Drafts", "\\Drafts"),
        ["sentitems"] = ("Sent Items", "\\Sent"),
        ["deleteditems"] = ("Deleted Items", "\\Trash"),
        ["junkemail"] = ("Junk Email", "\\Junk"),
        ["archive"] = ("Archive", "\\Archive"),
    };

    public static string IdOf(MailFolder folder) => "AQMk" + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(folder.Name));

    /// <summary>Finds a folder, and creates one with a well-known name if the mailbox has none.</summary>
    public static MailFolder Require(TestMailbox mailbox, string idOrName)
    {
        if (WellKnown.TryGetValue(idOrName, out var known))
        {
            return mailbox.Folders.FirstOrDefault(folder => known.Use is not null && folder.SpecialUse == known.Use)
                ?? mailbox.FindFolder(known.Name) ?? Create(mailbox, known.Name, known.Use);
        }

        return mailbox.Folders.FirstOrDefault(folder => IdOf(folder) == idOrName)
            ?? throw new GraphErrorException(404, "ErrorItemNotFound", "The specified object was not found in the store.");
    }

    /// <summary>Lists the folders below another one, or the top ones.</summary>
    public static JsonObject List(TestMailbox mailbox, MailFolder? parent, string? displayName)
    {
        var prefix = parent is null ? "" : parent.Name + "/";
        var found = mailbox.Folders.Where(folder => folder.Name.StartsWith(prefix, StringComparison.Ordinal)
            && folder.Name.Length > prefix.Length && !folder.Name[prefix.Length..].Contains('/', StringComparison.Ordinal));
        if (displayName is not null)
        {
            found = found.Where(folder => NameOf(folder).Equals(displayName, StringComparison.OrdinalIgnoreCase));
        }

        return new JsonObject { ["value"] = new JsonArray([.. found.Select(folder => (JsonNode)Describe(folder))]) };
    }

    public static JsonObject Describe(MailFolder folder) => new()
    {
        ["id"] = IdOf(folder),
        ["displayName"] = NameOf(folder),
        ["totalItemCount"] = folder.Snapshot().Length,
    };

    private static string NameOf(MailFolder folder) => folder.Name == TestMailbox.InboxName ? "Inbox" : folder.Name.Split('/')[^1];

    private static MailFolder Create(TestMailbox mailbox, string name, string? use)
    {
        var folder = mailbox.CreateFolder(name) ?? mailbox.FindFolder(name)!;
        folder.SpecialUse = use;
        return folder;
    }
}
