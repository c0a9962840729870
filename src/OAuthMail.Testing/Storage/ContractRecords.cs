using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.Testing.Storage;

/// <summary>The records of the contract's cases.</summary>
internal static class ContractRecords
{
    public static readonly TokenKey Key = new("account-1");

    public static TokenRecord Full()
    {
        var record = new TokenRecord
        {
            AccessToken = "access-secret",
            IssuedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            ExpiresAt = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(2)),
            AfterRefusal = true,
            RefreshToken = "refresh-secret",
            RefreshedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            SignedInAt = new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero),
            Scope = "mail offline_access",
            Issuer = "https://issuer.example/",
            Subject = "subject",
            UserName = "jürgen@example.com",
        };
        record.Properties["state"] = "{\"nested\":\"\u0001💌\"}";
        record.Properties[""] = "";
        return record;
    }

    public static void RequireEqual(TokenRecord expected, TokenRecord actual)
    {
        ContractCheck.Equal(expected.AccessToken, actual.AccessToken, "The access token");
        ContractCheck.Equal(expected.IssuedAt, actual.IssuedAt, "The time of issue");
        ContractCheck.Equal(expected.ExpiresAt, actual.ExpiresAt, "The expiration");
        ContractCheck.Equal(expected.AfterRefusal, actual.AfterRefusal, nameof(TokenRecord.AfterRefusal));
        ContractCheck.Equal(expected.RefreshToken, actual.RefreshToken, "The refresh token");
        ContractCheck.Equal(expected.RefreshedAt, actual.RefreshedAt, "The time of the renewal");
        ContractCheck.Equal(expected.SignedInAt, actual.SignedInAt, "The time of the sign-in");
        ContractCheck.Equal(expected.Scope, actual.Scope, "The scope");
        ContractCheck.Equal(expected.Issuer, actual.Issuer, "The issuer");
        ContractCheck.Equal(expected.Subject, actual.Subject, "The subject");
        ContractCheck.Equal(expected.UserName, actual.UserName, "The user name");
        ContractCheck.Equal(expected.Properties.Count, actual.Properties.Count, "The number of properties");
        foreach (var property in expected.Properties)
        {
            ContractCheck.Equal(property.Value, actual.Properties.TryGetValue(property.Key, out var value) ? value : null, "A property");
        }
    }

    /// <summary>Increments a number in the record under the lease.</summary>
    public static async Task IncrementAsync(ITokenStore store)
    {
        var lease = await store.AcquireAsync(Key).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var record = lease.Current?.Record ?? new TokenRecord();
        record.Properties["count"] = (CountOf(record) + 1).ToString(CultureInfo.InvariantCulture);
        await lease.WriteAsync(record).ConfigureAwait(false);
    }

    public static int CountOf(TokenRecord record) =>
        record.Properties.TryGetValue("count", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
}
