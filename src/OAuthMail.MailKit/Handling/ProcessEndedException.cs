namespace OAuthMail.MailKit.Handling;

/// <summary>The process ended while it handled the message, each time.</summary>
internal sealed class ProcessEndedException() : Exception("the process ended while it handled the message");
