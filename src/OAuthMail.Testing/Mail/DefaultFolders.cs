namespace OAuthMail.Testing.Mail;

/// <summary>Lists the folders that each new mailbox has in addition to its INBOX, as at the emulated server.</summary>
internal static class DefaultFolders
{
    public static IReadOnlyList<(string Name, string? SpecialUse)> Of(MailDialect dialect) => dialect switch
    {
        MailDialect.Google =>
        [
            ("[Gmail]/All Mail", "\\All"), ("[Gmail]/Drafts", "\\Drafts"), ("[Gmail]/Important", "\\Important"),
            ("[Gmail]/Sent Mail", "\\Sent"), ("[Gmail]/Spam", "\\Junk"), ("[Gmail]/Starred", "\\Flagged"),
            ("[Gmail]/Trash", "\\Trash"),
        ],
        MailDialect.Exchange =>
        [
            ("Deleted Items", "\\Trash"), ("Drafts", "\\Drafts"), ("Junk Email", "\\Junk"), ("Sent Items", "\\Sent"),
        ],
        _ => [("Sent", "\\Sent"), ("Trash", "\\Trash")],
    };
}
