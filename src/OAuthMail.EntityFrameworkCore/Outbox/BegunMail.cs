namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>A message whose transfer begins.</summary>
internal sealed record BegunMail(Guid Id, Guid Claim) : IOutboxItem;
