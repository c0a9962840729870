using System.Diagnostics;
using System.Text;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Tokens;

/// <summary>
/// A file with a token, for programs that can read a file but not run a command. It is replaced in one step, and a file that root replaces
/// keeps its owner and its mode, so that it can belong to the user of a mail server.
/// </summary>
internal sealed class TokenFile(AccountServices services, MailAccount account, MailProtocol protocol, string path)
{
    /// <summary>How long before its expiration a token is replaced.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    /// <summary>Writes a text to the file.</summary>
    public static void Write(string path, string text)
    {
        PrivateFile.Write(path, Encoding.UTF8.GetBytes(text), next =>
        {
            if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || !File.Exists(path)) return;
            TakeOwner(path, next);
            PrivateFile.CopyMode(path, next);
        });
    }

    /// <summary>Replaces the file before each token expires, until the command is stopped. Failures are reported and repeated.</summary>
    /// <param name="format">Returns the content for a token.</param>
    /// <param name="minimumLifetime">How long a token must still be valid.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task KeepAsync(Func<AccessToken, string> format, TimeSpan minimumLifetime, CancellationToken cancellationToken)
    {
        var lifetime = minimumLifetime > Margin ? minimumLifetime : Margin;
        string? last = null;
        while (true)
        {
            var pause = PauseAfterFailure;
            try
            {
                var token = await TokenReader.GetAsync(services, account, "token", protocol, lifetime, cancellationToken)
                    .ConfigureAwait(false);
                var text = format(token);
                if (text != last || !File.Exists(path)) Write(path, last = text);
                var rest = token.ExpiresAt - DateTimeOffset.UtcNow - lifetime;
                if (rest > pause) pause = rest;
            }
            catch (Exception failure) when (IsTemporary(failure))
            {
                Terminal.Tell($"oauthmail: {failure.Message}");
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // A user who signs in again ends a required sign-in, and a failure to write may end, too.
    private static bool IsTemporary(Exception failure) =>
        failure is IOException or UsageException { ExitCode: ExitCodes.Retry }
        || (failure is OAuthMailException known and not MailConfigurationException && known.Problem.Kind != ProblemKind.Configuration);

    private static void TakeOwner(string from, string to)
    {
        var start = new ProcessStartInfo("chown", ["--reference", from, to]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"The owner of '{from}' could not be kept: {error.Trim()}");
    }
}
