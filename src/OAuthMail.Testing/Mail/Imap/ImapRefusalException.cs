namespace OAuthMail.Testing.Mail.Imap;

/// <summary>A command cannot be carried out; becomes a tagged NO. Never leaves the server.</summary>
internal sealed class ImapRefusalException(string message) : Exception(message);
