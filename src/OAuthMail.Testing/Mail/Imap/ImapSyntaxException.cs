namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Reports a command that does not match the grammar of RFC 3501. The server answers with a tagged BAD.
/// </summary>
internal sealed class ImapSyntaxException(string message) : Exception(message);
