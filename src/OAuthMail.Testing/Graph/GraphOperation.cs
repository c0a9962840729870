namespace OAuthMail.Testing;

/// <summary>Specifies an operation of the Graph test server.</summary>
public enum GraphOperation
{
    /// <summary>Sends a message: <c>POST sendMail</c>.</summary>
    SendMail,

    /// <summary>Creates a draft: <c>POST messages</c>.</summary>
    CreateDraft,

    /// <summary>Sends a draft: <c>POST messages/{id}/send</c>.</summary>
    SendDraft,

    /// <summary>Adds an attachment: <c>POST messages/{id}/attachments</c>.</summary>
    Attach,

    /// <summary>Creates an upload session: <c>POST messages/{id}/attachments/createUploadSession</c>.</summary>
    CreateUploadSession,

    /// <summary>Uploads a part: <c>PUT</c> to the address of a session.</summary>
    Upload,

    /// <summary>Lists messages: <c>GET messages</c> or <c>GET mailFolders/{id}/messages</c>.</summary>
    List,

    /// <summary>Lists changes: <c>GET mailFolders/{id}/messages/delta</c>.</summary>
    Delta,

    /// <summary>Gets the properties of a message: <c>GET messages/{id}</c>.</summary>
    Get,

    /// <summary>Gets a message in MIME: <c>GET messages/{id}/$value</c>.</summary>
    GetContent,

    /// <summary>Changes a message: <c>PATCH messages/{id}</c>.</summary>
    Update,

    /// <summary>Moves a message: <c>POST messages/{id}/move</c>.</summary>
    Move,

    /// <summary>Deletes a message: <c>DELETE messages/{id}</c>.</summary>
    Delete,

    /// <summary>Gets or lists folders: <c>GET mailFolders</c>.</summary>
    Folders,
}
