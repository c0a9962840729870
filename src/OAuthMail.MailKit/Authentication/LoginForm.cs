using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.MailKit.Authentication;

/// <summary>
/// The two forms of a login: the message on the line of the command (the initial response), or on a line of its own after the server has
/// asked for it. Some servers understand only one of them, whatever their capabilities say.
/// </summary>
internal static class LoginForm
{
    /// <summary>
    /// Returns whether to try again with an initial response (<see langword="true"/>) or without one (<see langword="false"/>), or
    /// <see langword="null"/> if the form is not the reason of a failure.
    /// </summary>
    public static bool? FindOther(IMailService client, OAuthSaslMechanism mechanism, MailServerException failure)
    {
        var lines = failure.ServerWords;
        if (mechanism.ErrorChallenge is not null || lines.Count == 0) return null;
        return client switch
        {
            // "504" and "501": the command needs its argument (RFC 5321 section 4.2.2).
            ISmtpClient when !mechanism.IsSent => HasCode(lines, "504") || HasCode(lines, "501") ? true : null,
            ISmtpClient when mechanism.SupportsInitialResponse => ServerReplyCatalogue.IsLineTooLong(lines) ? false : null,
            IImapClient when mechanism.SupportsInitialResponse => ServerReplyCatalogue.IsBad(lines) ? false : null,
            _ => null,
        };
    }

    private static bool HasCode(IReadOnlyList<string> lines, string code) =>
        lines[lines.Count - 1].StartsWith(code, StringComparison.Ordinal);
}
