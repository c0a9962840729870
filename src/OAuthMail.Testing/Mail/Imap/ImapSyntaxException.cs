namespace OAuthMail.Testing.Mail.Imap;

/// <summary>A command is not what RFC 3501's grammar asks for; becomes a tagged BAD. Never leaves the server.</summary>
internal sealed class ImapSyntaxException(string message) : Exception(message);
