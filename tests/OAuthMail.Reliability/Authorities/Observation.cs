namespace OAuthMail.Reliability.Authorities;

/// <summary>What an authorization server was asked, so far, with refresh tokens.</summary>
/// <param name="Pending">Requests that have no answer yet.</param>
/// <param name="Exchanged">Refresh tokens that were exchanged for new tokens.</param>
/// <param name="Repeated">Requests with a refresh token that had been presented before.</param>
/// <param name="Refused">Requests with a refresh token that were refused.</param>
/// <param name="Last">The SHA-256 hash, in hexadecimal digits, of the refresh token that was exchanged last; null if none was.</param>
public sealed record Observation(int Pending, int Exchanged, int Repeated, int Refused, string? Last);
