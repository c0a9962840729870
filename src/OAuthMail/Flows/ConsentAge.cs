using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>Explains from the age of a consent why the server ended it.</summary>
internal static class ConsentAge
{
    private const string Google = "https://accounts.google.com";

    /// <summary>
    /// The lifetime of a consent to a Google project in testing
    /// (<see href="https://developers.google.com/identity/protocols/oauth2#expiration">refresh token expiration</see>).
    /// </summary>
    private static readonly TimeSpan TestingLifetime = TimeSpan.FromDays(7);

    /// <summary>The time by which clocks and renewals may differ from the lifetime.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(2);

    private const string TestingMode =
        "Google ends a consent after seven days while the publishing status of the project is 'Testing'. Set the status to 'In production' "
        + "on the page 'Audience' of the project, and sign in again.";

    /// <summary>Returns what the age of a rejected consent explains, or an empty text.</summary>
    public static string Explain(AuthorizationServer server, TokenRecord record, DateTimeOffset now)
    {
        if (TokenRecords.GetRefreshTokenExpiration(record) is { } announced && now >= announced)
        {
            var end = $" The server had announced that the refresh token expires at {announced.UtcDateTime:u}.";
            return IsTesting(server, record.SignedInAt, announced) ? $"{end} {TestingMode}" : end;
        }

        // A consent that was refused after seven days, and not refreshed later than that.
        if (server.Issuer != Google || record.SignedInAt is not { } begin || now - begin < TestingLifetime - Tolerance) return "";
        return record.RefreshedAt is { } last && last - begin > TestingLifetime + Tolerance
            ? ""
            : $" The user signed in at {begin.UtcDateTime:u}. {TestingMode}";
    }

    /// <summary>Returns the advice for a consent that ends after seven days at Google, or <see langword="null"/> for any other.</summary>
    public static string? FindTestingAdvice(AuthorizationServer server, DateTimeOffset? signedInAt, DateTimeOffset expiresAt) =>
        IsTesting(server, signedInAt, expiresAt) ? TestingMode : null;

    private static bool IsTesting(AuthorizationServer server, DateTimeOffset? signedInAt, DateTimeOffset expiresAt) =>
        server.Issuer == Google && signedInAt is { } begin && (expiresAt - begin - TestingLifetime).Duration() <= Tolerance;
}
