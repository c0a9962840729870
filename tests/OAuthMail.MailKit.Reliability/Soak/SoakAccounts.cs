using System.Globalization;

namespace OAuthMail.MailKit.Reliability.Soak;

/// <summary>
/// The accounts of a soak by number. All of them send. The first tenth has a mail handler, and the second tenth is watched. Each
/// fourth account belongs to a user whose refresh token is rotated; the others are applications.
/// </summary>
internal static class SoakAccounts
{
    public const string Sink = "sink@test.example";

    public const string Secret = "daemon-secret";

    public static string Name(int number) => "account" + number.ToString(CultureInfo.InvariantCulture);

    public static string Address(int number) => Name(number) + "@test.example";

    public static string ClientId(int number) => "daemon" + number.ToString(CultureInfo.InvariantCulture);

    public static bool IsUser(int number) => number % 4 == 0;

    public static IEnumerable<int> Handled(int accounts) => Enumerable.Range(0, accounts / 10);

    public static IEnumerable<int> Watched(int accounts) => Enumerable.Range(accounts / 10, accounts / 10);
}
