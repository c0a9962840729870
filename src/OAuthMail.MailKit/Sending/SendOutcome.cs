using OAuthMail.Errors;

namespace OAuthMail.MailKit.Sending;

/// <summary>What became of a message: the server took it and said so, or it certainly did not.</summary>
internal readonly struct SendOutcome
{
    private const int MaximumReply = 1024;

    private SendOutcome(string? reply, SendFailure? failure)
    {
        Reply = reply ?? "";
        Failure = failure;
    }

    /// <summary>What the server said when it took the message.</summary>
    public string Reply { get; }

    /// <summary>Why it did not; null if it did.</summary>
    public SendFailure? Failure { get; }

    public static SendOutcome Taken(string reply) => new(ForeignText.Clean(reply, MaximumReply), null);

    public static implicit operator SendOutcome(SendFailure failure) => new(null, failure);
}
