using System.Text;

namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>Runs a login with a user name and a password: PLAIN (RFC 4616) or LOGIN, from AUTH to the result.</summary>
internal sealed class PasswordExchange(SmtpConnection connection, SaslLogin login)
{
    // The prompts of LOGIN, "Username:" and "Password:", are the same at all servers.
    private const string UserPrompt = "VXNlcm5hbWU6";
    private const string PasswordPrompt = "UGFzc3dvcmQ6";

    public static bool Supports(string mechanism) => mechanism is "PLAIN" or "LOGIN";

    /// <summary>Runs the exchange.</summary>
    /// <param name="initial">The initial response in base64, or <see langword="null"/> if there is none.</param>
    /// <param name="cancellationToken">Cancels the wait for the client.</param>
    public async Task<SaslResult> RunAsync(string? initial, CancellationToken cancellationToken)
    {
        var isPlain = login.Mechanism == "PLAIN";
        var (result, first) = await ReadAsync(initial, isPlain ? "" : UserPrompt, cancellationToken).ConfigureAwait(false);
        if (result is { } failed) return failed;
        if (isPlain)
        {
            login.Message = first;
            var parts = first.Split('\0');
            return parts.Length == 3 ? Check(parts[1], parts[2]) : SaslResult.Rejected;
        }

        (result, var password) = await ReadAsync(null, PasswordPrompt, cancellationToken).ConfigureAwait(false);
        return result ?? Check(first, password);
    }

    private SaslResult Check(string user, string password)
    {
        login.User = user;
        login.Succeeded = connection.Options.Passwords.TryGetValue(user, out var expected) && expected == password;
        return login.Succeeded ? SaslResult.Accepted : SaslResult.Rejected;
    }

    private async Task<(SaslResult? Failure, string Text)> ReadAsync(
        string? response, string prompt, CancellationToken cancellationToken)
    {
        if (response is null)
        {
            await connection.SendContinuationAsync(prompt, cancellationToken).ConfigureAwait(false);
            var line = await connection.ReadLineAsync(connection.Options.ResponseLineLimit, cancellationToken).ConfigureAwait(false);
            connection.Transcript.Add(TranscriptSide.Client, line.Text == "*" ? line.Text : Redaction.Length(line.Length - 2));
            if (line.TooLong) return (SaslResult.LineTooLong, "");
            if (line.Text == "*") return (SaslResult.Cancelled, "");
            response = line.Text;
        }

        var octets = new byte[response.Length];
        return Convert.TryFromBase64String(response == "=" ? "" : response, octets, out var length)
            ? (null, Encoding.UTF8.GetString(octets, 0, length))
            : (SaslResult.NotBase64, "");
    }
}
