namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Ends a send whose message no longer belongs to this process.</summary>
internal sealed class ClaimLostException : Exception;
