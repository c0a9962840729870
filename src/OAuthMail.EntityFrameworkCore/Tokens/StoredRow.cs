namespace OAuthMail.EntityFrameworkCore.Tokens;

/// <summary>The record of a row.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">The version of the record.</param>
/// <param name="Data">The protected record, or <see langword="null"/> if there is none.</param>
/// <param name="SchemaVersion">The format of the row.</param>
internal sealed record StoredRow(string Key, string? Version, byte[]? Data, int SchemaVersion);
