namespace OAuthMail.Tool.Watch;

/// <summary>The command for a message failed. The message is tried again.</summary>
internal sealed class MessageCommandException(string message) : Exception(message);
