namespace OAuthMail.MailKit.Protocol;

/// <summary>Ends a connection whose server sends a reply without an end.</summary>
internal sealed class ReplyTooLongException(string message) : ProtocolException(message);
