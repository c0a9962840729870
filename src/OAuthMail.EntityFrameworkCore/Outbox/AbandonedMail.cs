namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>A message whose process ended or was cut off while it transferred the message.</summary>
internal sealed record AbandonedMail(Guid Id, string Account, string MessageId);
