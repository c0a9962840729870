namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>A message that can be sent now.</summary>
internal sealed record DueMail(Guid Id, string Account, int Size);
