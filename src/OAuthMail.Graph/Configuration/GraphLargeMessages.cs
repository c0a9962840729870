namespace OAuthMail.Graph;

/// <summary>Specifies how messages are sent that are larger than a request to Microsoft Graph may be.</summary>
public enum GraphLargeMessages
{
    /// <summary>They are rejected with the problem <c>message-too-large</c>, before anything is sent.</summary>
    Refuse,

    /// <summary>
    /// They are sent as a draft whose attachments are uploaded in parts, up to 150 MB each. This requires the permission Mail.ReadWrite.
    /// The draft has the recipients, the subject, the text or HTML body, the attachments and up to five headers that begin with <c>X-</c>.
    /// Everything else is lost: the alternative text beside HTML, In-Reply-To, References and other headers. A message that is signed or
    /// encrypted (S/MIME, PGP) or contains a calendar part is rejected, because it would arrive damaged.
    /// </summary>
    UploadSession,
}
