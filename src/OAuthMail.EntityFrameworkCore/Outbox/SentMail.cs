namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>A message that a server has accepted.</summary>
internal sealed record SentMail(Guid Id, Guid Claim, string By, string Reply) : IOutboxItem;
