using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Remembers in the account's record the password that was refused, so that it is not sent again and again, by this process or by
/// another: a directory that counts failures would lock its user out. Another password is sent as soon as there is one.
/// </summary>
internal static class RefusedPassword
{
    private const string Mark = "refused-password";

    /// <summary>
    /// The record is protected, and its mark may be a right password's whose account was locked. So it is one that tells little even to
    /// who reads it: a salted hash that costs a guess this many rounds.
    /// </summary>
    private const int Rounds = 100_000;

    /// <summary>
    /// A lock-out, which every further attempt prolongs, and the agent's word that the password is wrong. What else an agent says will
    /// pass.
    /// </summary>
    private static readonly int[] CountedCodes = [50053, 80007];

    /// <summary>
    /// Long enough for any directory to have forgotten the failure before, and short enough for a user who was unlocked meanwhile.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private static readonly Problem[] Rows = [Problems.PasswordRefused, Problems.OnPremisesSignInFailed, Problems.UserNotAdmitted];

    /// <summary>Ends the request if it would send the password that was refused.</summary>
    /// <exception cref="TokenRequestException">It was refused, less than an hour ago.</exception>
    public static void ThrowIfSame(TokenSourceContext context, string userName, string password, DateTimeOffset now)
    {
        if (context.Record?.Properties.TryGetValue(Mark, out var mark) != true || Read(mark!) is not { } last) return;
        if (now < last.At || now - last.At >= Rest || !CryptographicOperations.FixedTimeEquals(Hash(password, last.Salt), last.Hash))
        {
            return;
        }
        var codes = string.Concat(last.Codes.Select(code => $", AADSTS{code}"));
        throw new TokenRequestException(
            last.Problem, $"The password of '{userName}' was refused at {last.At.UtcDateTime:u}{codes}. The same one is not sent again before {(last.At + Rest).UtcDateTime:u}")
        {
            ErrorCodes = last.Codes,
        };
    }

    /// <summary>Remembers a password if its refusal is one that a directory counts.</summary>
    public static void Remember(TokenSourceContext context, string password, TokenRequestException failure, DateTimeOffset now)
    {
        if (failure.Problem != Problems.PasswordRefused && !failure.ErrorCodes.Any(CountedCodes.Contains)) return;
        var salt = RandomNumberGenerator.GetBytes(16);
        context.Marks[Mark] = string.Join(
            "|",
            now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            failure.Problem.Code,
            string.Join(",", failure.ErrorCodes.Select(code => code.ToString(CultureInfo.InvariantCulture))),
            Convert.ToBase64String(salt),
            Convert.ToBase64String(Hash(password, salt)));
    }

    /// <summary>A password was taken: what was refused before means nothing any more.</summary>
    public static void Forget(TokenGrant grant) => grant.Properties[Mark] = null;

    private static byte[] Hash(string password, byte[] salt) => Pbkdf2.Derive(Encoding.UTF8.GetBytes(password), salt, Rounds, 16);

    /// <summary>What a mark says; null if it is damaged or another version's.</summary>
    private static Refusal? Read(string mark)
    {
        var parts = mark.Split('|');
        if (parts.Length != 5 || Array.Find(Rows, problem => problem.Code == parts[1]) is not { } problem) return null;
        try
        {
            var codes = parts[2].Split([','], StringSplitOptions.RemoveEmptyEntries)
                .Select(code => int.Parse(code, CultureInfo.InvariantCulture)).ToArray();
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return new Refusal(at, problem, codes, Convert.FromBase64String(parts[3]), Convert.FromBase64String(parts[4]));
        }
        catch (Exception damaged) when (damaged is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private sealed record Refusal(DateTimeOffset At, Problem Problem, int[] Codes, byte[] Salt, byte[] Hash);
}
