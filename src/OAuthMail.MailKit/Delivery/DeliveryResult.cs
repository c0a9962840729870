using OAuthMail.Errors;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// The certain result of an attempt: the server accepted the message, or it certainly did not. If neither is certain, the attempt throws
/// <see cref="MailDeliveryUnknownException"/>.
/// </summary>
internal readonly struct DeliveryResult
{
    private const int MaximumReplyLength = 1024;

    private DeliveryResult(string? reply, DeliveryFailure? failure)
    {
        Reply = reply ?? "";
        Failure = failure;
    }

    /// <summary>Gets the reply with which the server accepted the message.</summary>
    public string Reply { get; }

    /// <summary>Gets the reason why the server did not accept the message, or <see langword="null"/> if it did.</summary>
    public DeliveryFailure? Failure { get; }

    public static DeliveryResult Accepted(string reply, Redactor redactor) =>
        new(LoginRedactor.Clean(reply, redactor, MaximumReplyLength), null);

    public static implicit operator DeliveryResult(DeliveryFailure failure) => new(null, failure);
}
