using Microsoft.AspNetCore.Http;

namespace OAuthMail.Testing.Graph;

/// <summary>The operation, the mailbox and the ids that a path contains.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="User">The address of the mailbox, or <see langword="null"/> for the user's own.</param>
/// <param name="Folder">The id or well-known name of the folder, or <see langword="null"/>.</param>
/// <param name="Message">The id of the message, or of the upload session, or <see langword="null"/>.</param>
internal sealed record GraphRoute(GraphOperation Operation, string? User, string? Folder, string? Message)
{
    private static readonly string[] Send = ["Mail.Send"];
    private static readonly string[] Write = ["Mail.ReadWrite"];
    private static readonly string[] Read = ["Mail.Read", "Mail.ReadWrite"];
    private static readonly string[] List = ["Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"];

    /// <summary>Gets the permissions of which a token must have one.</summary>
    public IReadOnlyList<string> Permissions => Operation switch
    {
        GraphOperation.SendMail or GraphOperation.SendDraft => Send,
        GraphOperation.GetContent => Read,
        GraphOperation.List or GraphOperation.Delta or GraphOperation.Get or GraphOperation.Folders => List,
        _ => Write,
    };

    /// <summary>Finds the operation of a request, or returns <see langword="null"/> if the server has none for it.</summary>
    public static GraphRoute? Find(HttpRequest request)
    {
        var path = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        if (path is ["upload", var session]) return new GraphRoute(GraphOperation.Upload, null, null, session);
        if (path.Length < 3 || path[0] != "v1.0") return null;
        var user = path[1] == "me" ? null : path[1] == "users" ? path[2] : "";
        if (user == "") return null;
        var rest = path[(user is null ? 2 : 3)..];
        var (operation, folder, message) = (request.Method, rest) switch
        {
            ("POST", ["sendMail"]) => (GraphOperation.SendMail, null, null),
            ("POST", ["messages"]) => (GraphOperation.CreateDraft, null, null),
            ("POST", ["messages", var id, "send"]) => (GraphOperation.SendDraft, null, id),
            ("POST", ["messages", var id, "attachments"]) => (GraphOperation.Attach, null, id),
            ("POST", ["messages", var id, "attachments", "createUploadSession"]) => (GraphOperation.CreateUploadSession, null, id),
            ("POST", ["messages", var id, "move"]) => (GraphOperation.Move, null, id),
            ("GET", ["messages"]) => (GraphOperation.List, null, null),
            ("GET", ["messages", var id]) => (GraphOperation.Get, null, id),
            ("GET", ["messages", var id, "$value"]) => (GraphOperation.GetContent, null, id),
            ("PATCH", ["messages", var id]) => (GraphOperation.Update, null, id),
            ("DELETE", ["messages", var id]) => (GraphOperation.Delete, null, id),
            ("GET", ["mailFolders"]) => (GraphOperation.Folders, null, null),
            ("GET", ["mailFolders", var name]) => (GraphOperation.Folders, name, null),
            ("GET", ["mailFolders", var name, "childFolders"]) => (GraphOperation.Folders, name, "children"),
            ("GET", ["mailFolders", var name, "messages"]) => (GraphOperation.List, name, null),
            ("GET", ["mailFolders", var name, "messages", "delta"]) => (GraphOperation.Delta, name, (string?)null),
            _ => ((GraphOperation?)null, (string?)null, (string?)null),
        };
        return operation is { } known ? new GraphRoute(known, user, folder, message) : null;
    }
}
