using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>Converts between stored records and tokens.</summary>
internal static class TokenRecords
{
    /// <summary>Returns the access token of a record, or <see langword="null"/> if it has none that is valid.</summary>
    public static AccessToken? ToAccessToken(TokenRecord record) =>
        record is { AccessToken: { } value, IssuedAt: { } issued, ExpiresAt: { } expires } && expires > issued
            && AccessToken.IsBearer(value)
            ? new AccessToken(value, issued, expires)
            : null;

    /// <summary>
    /// Returns whether a record contains something that a request may replace: a refresh token, or properties of a source.
    /// </summary>
    public static bool HasToLose(TokenRecord? record) =>
        record is not null && (record.RefreshToken is not null || record.Properties.Count > 0);

    /// <summary>Returns whether a grant contains something that the server does not issue again, such as a rotated refresh token.</summary>
    public static bool IsIrreplaceable(TokenRecord? before, TokenGrant grant) =>
        (grant.RefreshToken is not null && grant.RefreshToken != before?.RefreshToken)
        || grant.Properties.Any(property => property.Value is not null
            && !(before is not null && before.Properties.TryGetValue(property.Key, out var value) && value == property.Value));

    /// <summary>
    /// Returns the record after a failed request whose response contained a new refresh token, or <see langword="null"/> if it did not.
    /// </summary>
    public static TokenRecord? WithIssuedRefreshToken(TokenSourceContext context, Exception? failure, DateTimeOffset now)
    {
        if (RenewalErrors.FindIssuedRefreshToken(failure) is not { } issued || issued == context.Record?.RefreshToken) return null;
        var record = context.Record?.Clone() ?? new TokenRecord();
        foreach (var mark in context.Marks) record.Properties[mark.Key] = mark.Value;
        record.RefreshToken = issued;
        record.RefreshedAt = now;
        return record;
    }

    /// <summary>Returns the record after a grant. Values that the server did not return keep their stored values.</summary>
    public static TokenRecord Merge(TokenRecord? before, TokenGrant grant, bool afterRejection, DateTimeOffset now)
    {
        var record = before?.Clone() ?? new TokenRecord();
        record.AccessToken = grant.AccessToken.Value;
        record.IssuedAt = grant.AccessToken.IssuedAt;
        record.ExpiresAt = grant.AccessToken.ExpiresAt;
        record.AfterRefusal = afterRejection;
        if (grant.RefreshToken is not null) record.RefreshToken = grant.RefreshToken;
        if (record.RefreshToken is not null) record.RefreshedAt = now;
        record.Scope = grant.Scope ?? record.Scope;
        StoredIdentity.Store(record, grant.Identity);

        foreach (var property in grant.Properties)
        {
            if (property.Value is null) record.Properties.Remove(property.Key);
            else record.Properties[property.Key] = property.Value;
        }

        return record;
    }
}
