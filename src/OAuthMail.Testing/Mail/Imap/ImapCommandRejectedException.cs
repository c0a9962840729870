namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Reports a valid command that cannot be executed. The server answers with a tagged NO.</summary>
internal sealed class ImapCommandRejectedException(string message) : Exception(message);
