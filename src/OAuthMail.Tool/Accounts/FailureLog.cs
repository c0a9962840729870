using System.Globalization;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Accounts;

/// <summary>
/// The last failures of the command, one in each line. Mail programs often hide what the command writes to standard error, so
/// <c>oauthmail status</c> shows the last failure.
/// </summary>
internal static class FailureLog
{
    private const long MaximumSize = 1 << 20;

    /// <summary>Adds a failure. If the log cannot be written, the failure is reported by the caller all the same.</summary>
    public static void Add(string account, string command, OAuthMailException failure)
    {
        try
        {
            var file = new FileInfo(Locations.FailureLog);
            file.Directory!.Create();
            if (file.Exists && file.Length > MaximumSize) file.MoveTo(file.FullName + ".old", overwrite: true);
            var time = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
            string[] fields = [time, account, command, failure.Code, failure.Message];
            File.AppendAllText(Locations.FailureLog, string.Join('\t', fields.Select(Terminal.Field)) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Terminal.Tell($"oauthmail: The failure could not be logged: {error.Message}");
        }
    }

    /// <summary>Returns the last failure of an account, or <see langword="null"/> if none is logged.</summary>
    public static Failure? Find(string account)
    {
        try
        {
            return File.ReadLines(Locations.FailureLog).Select(Parse).LastOrDefault(
                failure => string.Equals(failure?.Account, account, StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Failure? Parse(string line) =>
        line.Split('\t') is [var time, var account, var command, var code, var message]
        && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out var at)
            ? new Failure(at, account, command, code, message)
            : null;

    public sealed record Failure(DateTimeOffset At, string Account, string Command, string Code, string Message);
}
