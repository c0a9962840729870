namespace OAuthMail.Testing.Mail.Imap;

/// <summary>A command cannot be carried out; becomes a tagged NO. Never leaves the server.</summary>
internal sealed class ImapCommandRejectedException(string message) : Exception(message);
