using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.Tests.Storage;

internal static class Records
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

    public static void AssertEqual(TokenRecord expected, TokenRecord actual)
    {
        Assert.Equal(expected.AccessToken, actual.AccessToken);
        Assert.Equal(expected.IssuedAt, actual.IssuedAt);
        Assert.Equal(expected.ExpiresAt, actual.ExpiresAt);
        Assert.Equal(expected.AfterRefusal, actual.AfterRefusal);
        Assert.Equal(expected.RefreshToken, actual.RefreshToken);
        Assert.Equal(expected.RefreshedAt, actual.RefreshedAt);
        Assert.Equal(expected.SignedInAt, actual.SignedInAt);
        Assert.Equal(expected.Scope, actual.Scope);
        Assert.Equal(expected.Issuer, actual.Issuer);
        Assert.Equal(expected.Subject, actual.Subject);
        Assert.Equal(expected.UserName, actual.UserName);
        Assert.Equal(expected.Properties, actual.Properties);
    }

    /// <summary>Increments a number in the record under the lease.</summary>
    public static async Task IncrementAsync(ITokenStore store, TokenKey key)
    {
        await using var lease = await store.AcquireAsync(key);
        var record = lease.Current?.Record ?? new TokenRecord();
        var count = record.Properties.TryGetValue("count", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        record.Properties["count"] = (count + 1).ToString(CultureInfo.InvariantCulture);
        await lease.WriteAsync(record);
    }

    public static async Task<int> CountAsync(ITokenStore store, TokenKey key) =>
        int.Parse((await store.ReadAsync(key))!.Record.Properties["count"], CultureInfo.InvariantCulture);
}
