using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>A record with a rotated refresh token that the store could not take. Lost, it would log the account out.</summary>
/// <param name="Record">What must be written.</param>
/// <param name="BaseVersion">The version it replaces; where another stands now, another process was faster and this one is void.</param>
internal sealed record UnsavedRecord(TokenRecord Record, string? BaseVersion);
