using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>Converts between stored records and tokens.</summary>
internal static class TokenRecords
{
    /// <summary>When the refresh token expires, if the server has announced it.</summary>
    private const string RefreshTokenExpires = "refresh-token.expires";

    /// <summary>The code of the problem with which the server rejected the refresh token.</summary>
    private const string RefusedConsent = "refused-consent";

    /// <summary>The code of the problem that made the last sign-in necessary.</summary>
    private const string SignInReason = "sign-in.reason";

    /// <summary>Returns when the refresh token expires, or <see langword="null"/> if the server has not announced it.</summary>
    public static DateTimeOffset? GetRefreshTokenExpiration(TokenRecord? record) =>
        record is not null && RecordTime.TryRead(record, RefreshTokenExpires, out var time) ? time : null;

    /// <summary>
    /// Returns the code of the problem with which the server rejected the refresh token, or <see langword="null"/> if the token has not
    /// been rejected.
    /// </summary>
    public static string? GetRefusal(TokenRecord? record) =>
        record is not null && record.Properties.TryGetValue(RefusedConsent, out var code) ? code : null;

    /// <summary>
    /// Stores why a sign-in was necessary: the rejection of the previous refresh token, or that there was none. A sign-in that replaces
    /// a valid one has no reason.
    /// </summary>
    public static void SetSignInReason(TokenRecord record, TokenRecord? previous)
    {
        var reason = GetRefusal(previous)
            ?? (previous?.RefreshToken is not null ? null
                : StoredIdentity.HasOther(previous) ? Problems.AnotherIdentity.Code
                : Problems.NotSignedIn.Code);
        if (reason is null) record.Properties.Remove(SignInReason);
        else record.Properties[SignInReason] = reason;
    }

    /// <summary>
    /// Returns the code of the problem that made the last sign-in necessary, or <see langword="null"/> if there was none.
    /// </summary>
    public static string? GetSignInReason(TokenRecord record) =>
        record.Properties.TryGetValue(SignInReason, out var code) ? code : null;

    /// <summary>Stores the rejection of a refresh token, so that other processes report it too.</summary>
    public static void MarkRefused(TokenSourceContext context, Problem problem)
    {
        // Another process takes each change of the record for a new consent.
        if (GetRefusal(context.Record) != problem.Code) context.Marks[RefusedConsent] = problem.Code;
    }

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
        record.Properties.Remove(RefreshTokenExpires);
        record.Properties.Remove(RefusedConsent);
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
        record.Scope = before?.RefreshToken is null ? grant.Scope ?? record.Scope : Widen(before.Scope, grant.Scope);
        StoredIdentity.Store(record, grant.Identity);
        record.Properties.Remove(RefusedConsent);
        if (grant.RefreshTokenExpiresAt is { } end)
        {
            record.Properties[RefreshTokenExpires] = RecordTime.Write(end);
        }
        else if (grant.RefreshToken is not null && grant.RefreshToken != before?.RefreshToken)
        {
            record.Properties.Remove(RefreshTokenExpires);
        }

        foreach (var property in grant.Properties)
        {
            if (property.Value is null) record.Properties.Remove(property.Key);
            else record.Properties[property.Key] = property.Value;
        }

        return record;
    }

    /// <summary>
    /// Returns the scopes of a consent after a refresh. The refresh token keeps the scopes that the user granted, even if one access token
    /// has fewer (RFC 6749 section 6), so that only further scopes change them. If the sign-in returned no scopes, all requested ones were
    /// granted (section 5.1).
    /// </summary>
    private static string? Widen(string? granted, string? returned)
    {
        char[] separators = [' ', ','];
        var known = granted?.Split(separators, StringSplitOptions.RemoveEmptyEntries);
        if (known is not { Length: > 0 } || returned is null) return granted;
        var more = returned.Split(separators, StringSplitOptions.RemoveEmptyEntries)
            .Where(scope => !known.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToArray();
        return more.Length == 0 ? granted : string.Join(" ", known.Concat(more));
    }
}
