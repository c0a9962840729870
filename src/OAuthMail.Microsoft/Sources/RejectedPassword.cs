using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Stores a rejected password, as a salted hash, in the account's record, so that this process and others do not send it again for an
/// hour. Directories count failed attempts and lock the user's account. A different password is sent at once.
/// </summary>
internal static class RejectedPassword
{
    private const string Property = "refused-password";

    /// <summary>
    /// The number of PBKDF2 iterations. A remembered password may be right: its account may have been locked. Therefore the hash must
    /// make guesses expensive even for an attacker who can decrypt the record.
    /// </summary>
    private const int Iterations = 100_000;

    /// <summary>
    /// The codes after which the password is remembered, whatever the problem is: a locked account, because further attempts prolong the
    /// lock, and a password that an authentication agent rejected. Other errors of an agent are transient.
    /// </summary>
    private static readonly int[] RememberedCodes = [50053, 80007];

    /// <summary>
    /// The time for which the same password is not sent. It is longer than the period in which directories count failed attempts, and
    /// short enough for a user whose account was unlocked.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>The problems with which a rejection can be stored.</summary>
    private static readonly Problem[] StoredProblems =
        [Problems.PasswordRefused, Problems.OnPremisesSignInFailed, Problems.UserNotAdmitted];

    /// <summary>Throws if the password is the one that was rejected within the last hour.</summary>
    /// <exception cref="TokenRequestException">The password was rejected within the last hour.</exception>
    public static void ThrowIfSame(TokenSourceContext context, string userName, string password, DateTimeOffset now)
    {
        if (context.Record?.Properties.TryGetValue(Property, out var text) != true || Parse(text!) is not { } last) return;
        if (now < last.At || now - last.At >= Pause || !CryptographicOperations.FixedTimeEquals(Hash(password, last.Salt), last.Hash))
        {
            return;
        }
        var codes = string.Concat(last.Codes.Select(code => $", AADSTS{code}"));
        throw new TokenRequestException(
            last.Problem,
            $"The password of '{userName}' was rejected at {last.At.UtcDateTime:u}{codes}. "
            + $"The same password is not sent again before {(last.At + Pause).UtcDateTime:u}.")
        {
            ErrorCodes = last.Codes,
        };
    }

    /// <summary>Remembers the password if a directory counts its rejection.</summary>
    public static void Remember(TokenSourceContext context, string password, TokenRequestException failure, DateTimeOffset now)
    {
        if (failure.Problem != Problems.PasswordRefused && !failure.ErrorCodes.Any(RememberedCodes.Contains)) return;
        var salt = RandomNumberGenerator.GetBytes(16);
        context.Marks[Property] = string.Join(
            "|",
            now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            failure.Problem.Code,
            string.Join(",", failure.ErrorCodes.Select(code => code.ToString(CultureInfo.InvariantCulture))),
            Convert.ToBase64String(salt),
            Convert.ToBase64String(Hash(password, salt)));
    }

    /// <summary>Removes the rejected password from the record after another password was accepted.</summary>
    public static void Forget(TokenGrant grant) => grant.Properties[Property] = null;

    private static byte[] Hash(string password, byte[] salt) => Pbkdf2.Derive(Encoding.UTF8.GetBytes(password), salt, Iterations, 16);

    /// <summary>Parses the stored text. Returns <see langword="null"/> if it is damaged or another version wrote it.</summary>
    private static Rejection? Parse(string text)
    {
        var parts = text.Split('|');
        if (parts.Length != 5 || Array.Find(StoredProblems, problem => problem.Code == parts[1]) is not { } problem) return null;
        try
        {
            var codes = parts[2].Split([','], StringSplitOptions.RemoveEmptyEntries)
                .Select(code => int.Parse(code, CultureInfo.InvariantCulture)).ToArray();
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return new Rejection(at, problem, codes, Convert.FromBase64String(parts[3]), Convert.FromBase64String(parts[4]));
        }
        catch (Exception damaged) when (damaged is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private sealed record Rejection(DateTimeOffset At, Problem Problem, int[] Codes, byte[] Salt, byte[] Hash);
}
