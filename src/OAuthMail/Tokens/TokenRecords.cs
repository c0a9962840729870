using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>Between what is stored and what is handed out.</summary>
internal static class TokenRecords
{
    public static AccessToken? ToAccessToken(TokenRecord record) =>
        record is { AccessToken: { } value, IssuedAt: { } issued, ExpiresAt: { } expires } && expires > issued
            && AccessToken.IsBearer(value)
            ? new AccessToken(value, issued, expires)
            : null;

    /// <summary>Whether a record has something that a request may replace: a refresh token, or what a source keeps besides.</summary>
    public static bool HasToLose(TokenRecord? record) =>
        record is not null && (record.RefreshToken is not null || record.Properties.Count > 0);

    /// <summary>Whether a grant has something that the server will not give a second time, such as a rotated refresh token.</summary>
    public static bool IsIrreplaceable(TokenRecord? before, TokenGrant grant) =>
        (grant.RefreshToken is not null && grant.RefreshToken != before?.RefreshToken)
        || grant.Properties.Any(property => property.Value is not null
            && !(before is not null && before.Properties.TryGetValue(property.Key, out var value) && value == property.Value));

    /// <summary>The record after a grant: what the server did not mention stays as it was.</summary>
    public static TokenRecord Merge(TokenRecord? before, TokenGrant grant, bool afterRefusal, DateTimeOffset now)
    {
        var record = before?.Clone() ?? new TokenRecord();
        record.AccessToken = grant.AccessToken.Value;
        record.IssuedAt = grant.AccessToken.IssuedAt;
        record.ExpiresAt = grant.AccessToken.ExpiresAt;
        record.AfterRefusal = afterRefusal;
        if (grant.RefreshToken is not null) record.RefreshToken = grant.RefreshToken;
        if (record.RefreshToken is not null) record.RefreshedAt = now;
        record.Scope = grant.Scope ?? record.Scope;
        if (grant.Identity is { } identity)
        {
            record.Issuer = identity.Issuer;
            record.Subject = identity.Subject;
            if (identity.UserNames.Count > 0) record.UserName = identity.UserNames[0];
        }

        foreach (var property in grant.Properties)
        {
            if (property.Value is null) record.Properties.Remove(property.Key);
            else record.Properties[property.Key] = property.Value;
        }

        return record;
    }
}
