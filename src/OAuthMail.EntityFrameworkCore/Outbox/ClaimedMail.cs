namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>A message that this process has claimed.</summary>
internal sealed record ClaimedMail(
    Guid Id, Guid Claim, string Account, string MessageId, string? Sender, string? Recipients, byte[]? Content, int Size, int Attempts)
    : IOutboxItem;
