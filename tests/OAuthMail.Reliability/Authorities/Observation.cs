namespace OAuthMail.Reliability.Authorities;

/// <summary>The requests with refresh tokens that an authorization server has received so far.</summary>
/// <param name="Pending">The number of requests without a response yet.</param>
/// <param name="Exchanged">The number of refresh tokens that were exchanged for new tokens.</param>
/// <param name="Repeated">The number of requests with a refresh token that had been used before.</param>
/// <param name="Refused">The number of rejected requests with a refresh token.</param>
/// <param name="Last">The hexadecimal SHA-256 hash of the last exchanged refresh token, or <see langword="null"/> if none.</param>
public sealed record Observation(int Pending, int Exchanged, int Repeated, int Refused, string? Last);
