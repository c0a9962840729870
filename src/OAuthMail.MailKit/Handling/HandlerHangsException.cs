namespace OAuthMail.MailKit.Handling;

/// <summary>A handler that ignores its cancellation. The message is not handled again beside it.</summary>
internal sealed class HandlerHangsException(string message) : TimeoutException(message);
