using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>A record that could not be written. If its refresh token were lost, the user would have to sign in again.</summary>
/// <param name="Record">The record to write.</param>
/// <param name="BaseVersion">
/// The version that the record replaces. If the store has another version, another process has renewed the token, and this record is
/// obsolete.
/// </param>
internal sealed record UnsavedRecord(TokenRecord Record, string? BaseVersion);
