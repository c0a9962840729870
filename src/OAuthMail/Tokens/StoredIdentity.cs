using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>
/// Compares the identity of a renewed token with the stored one, and keeps the refresh token of another identity aside: it must not replace
/// the stored one, and the stored one must not be sent again.
/// </summary>
internal static class StoredIdentity
{
    private const string SecondSubject = "identity.sub";
    private const string OtherPrefix = "other-identity.";
    private const string OtherName = OtherPrefix + "name";
    private const string OtherRefreshToken = OtherPrefix + "refresh-token";

    /// <summary>
    /// Returns whether a token belongs to the identity that signed in, as far as is known. IDs are compared with IDs of the same kind: a
    /// server may return <c>oid</c> in one response, <c>sub</c> in another, and both in a third.
    /// </summary>
    public static bool IsSame(TokenRecord? record, TokenIdentity? identity)
    {
        if (record?.Subject is null || identity is null) return true;
        if (record.Issuer is not null && record.Issuer != identity.Issuer) return false;
        record.Properties.TryGetValue(SecondSubject, out var second);
        string?[] stored = [record.Subject, second];
        string?[] returned = [identity.Subject, identity.OtherSubject];
        if (stored.Any(one => one is not null && returned.Contains(one, StringComparer.Ordinal))) return true;

        // Only IDs of the same kind prove that the identities differ. The 'oid' of Microsoft Entra ID is a GUID; its 'sub' is not.
        return !stored.Any(one => one is not null && Array.Exists(returned, other => other is not null && IsGuid(one) == IsGuid(other)));
    }

    /// <summary>Stores an identity. The previous one is kept if the server returned none.</summary>
    public static void Store(TokenRecord record, TokenIdentity? identity)
    {
        if (identity is null) return;
        if (identity.OtherSubject is not null) record.Properties[SecondSubject] = identity.OtherSubject;
        else if (record.Subject != identity.Subject) record.Properties.Remove(SecondSubject);
        record.Issuer = identity.Issuer;
        record.Subject = identity.Subject;
        if (identity.UserNames.Count > 0) record.UserName = identity.UserNames[0];
    }

    /// <summary>Removes the identity.</summary>
    public static void Remove(TokenRecord record)
    {
        (record.Issuer, record.Subject, record.UserName) = (null, null, null);
        record.Properties.Remove(SecondSubject);
    }

    /// <summary>Returns a record in which no refresh token is left to send, and that of another identity is kept aside.</summary>
    public static TokenRecord SetAside(TokenRecord record, TokenGrant grant, DateTimeOffset now)
    {
        var aside = record.Clone();
        aside.Properties[OtherName] = grant.Identity!.ToString();
        aside.Properties[OtherRefreshToken] = grant.RefreshToken ?? record.RefreshToken ?? "";
        aside.RefreshToken = null;

        // A source may keep its rotating secret in properties.
        foreach (var property in grant.Properties)
        {
            if (property.Value is not null) aside.Properties[OtherPrefix + property.Key] = property.Value;
            aside.Properties.Remove(property.Key);
        }

        aside.RefreshedAt = now;
        return aside;
    }

    /// <summary>Returns whether the last refresh returned a token of another identity.</summary>
    public static bool HasOther(TokenRecord? record) => record is not null && record.Properties.ContainsKey(OtherName);

    /// <summary>Removes what is known of another identity, after a sign-in.</summary>
    public static void Clear(TokenRecord record)
    {
        foreach (var name in record.Properties.Keys.Where(name => name.StartsWith(OtherPrefix, StringComparison.Ordinal)).ToList())
        {
            record.Properties.Remove(name);
        }
    }

    /// <summary>Returns the error for a record without a refresh token.</summary>
    /// <param name="name">The name of the account.</param>
    /// <param name="record">The stored record, or <see langword="null"/> if there is none.</param>
    /// <param name="scope">The scopes of the account. A consent to other scopes has another record.</param>
    public static SignInRequiredException MissingRefreshToken(string name, TokenRecord? record, string scope = "") =>
        record is not null && record.Properties.TryGetValue(OtherName, out var other)
            ? new SignInRequiredException(
                name, Problems.AnotherIdentity,
                $"The last refresh of the token of '{name}' returned a token of '{other}', "
                + $"but '{record.UserName ?? record.Subject}' signed in. "
                + "The refresh token is kept aside and is not sent again.")
            : new SignInRequiredException(
                name, Problems.NotSignedIn,
                $"There is no refresh token for '{name}'{(scope.Length == 0 ? "" : $" with the scope '{scope}'")}.");

    private static bool IsGuid(string text) => Guid.TryParse(text, out _);
}
