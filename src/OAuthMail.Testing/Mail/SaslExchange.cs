using System.Text;
using OAuthMail.Testing.Mail.Sasl;

namespace OAuthMail.Testing.Mail;

/// <summary>
/// Runs a SASL exchange, from the AUTH or AUTHENTICATE command to the result, for all three protocols.
/// </summary>
internal sealed class SaslExchange(MailServerConnection connection, SaslLogin login)
{
    /// <summary>Gets the mailbox of the user, if the login succeeded.</summary>
    public TestMailbox? Mailbox { get; private set; }

    /// <summary>Gets the rejection that the test specified, or an empty one.</summary>
    public TokenRejection Rejection { get; private set; } = new();

    /// <summary>Runs the exchange.</summary>
    /// <param name="initial">The initial response in base64, or <see langword="null"/> if there is none.</param>
    /// <param name="cancellationToken">Cancels the wait for the client.</param>
    public async Task<SaslResult> RunAsync(string? initial, CancellationToken cancellationToken)
    {
        if (await connection.FaultAsync(MailStage.AuthBegin, cancellationToken).ConfigureAwait(false)) return SaslResult.Replaced;

        if (initial is null)
        {
            await connection.SendContinuationAsync("", cancellationToken).ConfigureAwait(false);
            var line = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (line.TooLong) return SaslResult.LineTooLong;
            if (line.Text == "*") return SaslResult.Cancelled;
            initial = line.Text;
        }
        else if (initial == "=")
        {
            initial = "";
        }

        if (await connection.FaultAsync(MailStage.AuthMiddle, cancellationToken).ConfigureAwait(false)) return SaslResult.Replaced;
        if (Decode(initial) is not { } octets) return SaslResult.NotBase64;

        if (CheckToken(octets))
        {
            if (!connection.MayLogIn(Mailbox!)) return SaslResult.TooEarly;
            if (!connection.TryEnter(Mailbox!) && !connection.AcceptsExcessLogins) return SaslResult.TooManyConnections;
            login.Succeeded = true;
            return SaslResult.Accepted;
        }

        if (Rejection.Challenge ?? connection.Options.Dialect != MailDialect.Exchange)
            await ChallengeAsync(cancellationToken).ConfigureAwait(false);
        return SaslResult.Rejected;
    }

    private bool CheckToken(byte[] octets)
    {
        login.Message = Encoding.UTF8.GetString(octets);
        var message = SaslMessage.Parse(login.Mechanism, octets, out var error);
        login.SyntaxError = error;
        if (message is null) return false;

        login.User = message.User;
        login.Token = message.Token;
        login.Host = message.Host;
        login.Port = message.Port;
        if (connection.Faults.RejectionFor(message.User, message.Token) is { } rejection)
        {
            Rejection = rejection;
            return false;
        }

        Mailbox = connection.Store.Find(message.User);
        var verdict = connection.Server.Checker.Check(message.Token, message.User, connection.Server.Protocol);
        if (verdict == TokenVerdict.Accepted && Mailbox is null) verdict = TokenVerdict.WrongUser;
        login.Verdict = verdict;
        if (verdict != TokenVerdict.Accepted) return false;
        if (connection.CheckLifetime(message.Token) is not { } tooShort) return true;
        Rejection = tooShort;
        return false;
    }

    private async Task ChallengeAsync(CancellationToken cancellationToken)
    {
        login.Challenged = true;
        var json = Rejection.ChallengeJson ?? RejectionTexts.Challenge(connection.Options, login);
        await connection.SendContinuationAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)), cancellationToken)
            .ConfigureAwait(false);
        var line = await ReadAsync(cancellationToken).ConfigureAwait(false);
        login.ChallengeAnswered = line.Text == (login.Mechanism == "OAUTHBEARER" ? "AQ==" : "");
    }

    private async Task<ReceivedLine> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await connection.ReadLineAsync(connection.Options.ResponseLineLimit, cancellationToken).ConfigureAwait(false);
        // The messages "*", "" and "AQ==" contain no secret and are useful in the transcript.
        connection.Transcript.Add(TranscriptSide.Client, line.Octets.Length <= 4 ? line.Text : Redaction.Length(line.Length - 2));
        return line;
    }

    /// <summary>
    /// Decodes base64 without white space and with padding (RFC 4648 section 4). <see cref="Convert.FromBase64String"/>
    /// would ignore white space.
    /// </summary>
    private static byte[]? Decode(string text)
    {
        if (text.Any(char.IsWhiteSpace)) return null;
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var written) ? octets[..written] : null;
    }
}
