namespace OAuthMail.Errors.Recognition;

/// <summary>The steps at which a table's words have the meaning that it gives them.</summary>
internal static class ReplySteps
{
    public static readonly ReplyStep[] Before = [ReplyStep.Connect, ReplyStep.Login];
    public static readonly ReplyStep[] UntilMailbox = [ReplyStep.Connect, ReplyStep.Login, ReplyStep.Mailbox];
    public static readonly ReplyStep[] Envelope = [ReplyStep.Sender, ReplyStep.Recipient];
    public static readonly ReplyStep[] AfterSender = [ReplyStep.Recipient, ReplyStep.Content];
    public static readonly ReplyStep[] Sending = [ReplyStep.Sender, ReplyStep.Recipient, ReplyStep.Content];
    public static readonly ReplyStep[] WithGreeting = [ReplyStep.Connect, .. Sending];
}
