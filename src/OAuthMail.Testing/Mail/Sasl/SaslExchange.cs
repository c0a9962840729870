using System.Text;

namespace OAuthMail.Testing.Mail.Sasl;

/// <summary>One AUTH or AUTHENTICATE, from the command to the verdict, the same in all three protocols.</summary>
internal sealed class SaslExchange(MailServerConnection connection, SaslLogin login)
{
    /// <summary>The mailbox that was logged in to.</summary>
    public TestMailbox? Mailbox { get; private set; }

    /// <summary>How the test wants the token refused, if it does.</summary>
    public TokenRejection Refusal { get; private set; } = new();

    /// <summary>Goes through it.</summary>
    /// <param name="initial">The initial response, still in base64; null if none came.</param>
    /// <param name="cancellationToken">Ends the wait for the client.</param>
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

        if (Judge(octets))
        {
            if (!connection.MayLogIn(Mailbox!)) return SaslResult.TooEarly;
            if (!connection.TryEnter(Mailbox!) && !connection.AcceptsExcessLogins) return SaslResult.TooManyConnections;
            login.Succeeded = true;
            return SaslResult.Accepted;
        }

        if (Refusal.Challenge ?? connection.Options.Dialect != MailDialect.Exchange) await ChallengeAsync(cancellationToken).ConfigureAwait(false);
        return SaslResult.Refused;
    }

    private bool Judge(byte[] octets)
    {
        login.Message = Encoding.UTF8.GetString(octets);
        var message = SaslMessage.Parse(login.Mechanism, octets, out var flaw);
        login.Flaw = flaw;
        if (message is null) return false;

        login.User = message.User;
        login.Token = message.Token;
        login.Host = message.Host;
        login.Port = message.Port;
        if (connection.Faults.RejectionFor(message.User, message.Token) is { } refusal)
        {
            Refusal = refusal;
            return false;
        }

        Mailbox = connection.Store.Find(message.User);
        var verdict = connection.Server.Checker.Check(message.Token, message.User, connection.Server.Protocol);
        if (verdict == TokenVerdict.Accepted && Mailbox is null) verdict = TokenVerdict.WrongUser;
        login.Verdict = verdict;
        if (verdict == TokenVerdict.Accepted && connection.Server.Checker.GetRemainingLifetime(message.Token) < connection.MinimumTokenLifetime)
        {
            Refusal = new TokenRejection { Challenge = false, Text = SmtpReplies.TokenWillExpireSoon };
            return false;
        }

        return verdict == TokenVerdict.Accepted;
    }

    private async Task ChallengeAsync(CancellationToken cancellationToken)
    {
        login.Challenged = true;
        var json = Refusal.ChallengeJson ?? RejectionTexts.Challenge(connection.Options, login);
        await connection.SendContinuationAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)), cancellationToken).ConfigureAwait(false);
        var line = await ReadAsync(cancellationToken).ConfigureAwait(false);
        login.ChallengeAnswered = line.Text == (login.Mechanism == "OAUTHBEARER" ? "AQ==" : "");
    }

    private async Task<ReceivedLine> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await connection.ReadLineAsync(connection.Options.ResponseLineLimit, cancellationToken).ConfigureAwait(false);
        // The client's words "*", "" and "AQ==" carry no secret and are what a reader of the transcript looks for.
        connection.Transcript.Add(TranscriptSide.Client, line.Octets.Length <= 4 ? line.Text : Redaction.Length(line.Length - 2));
        return line;
    }

    /// <summary>RFC 4648 §4 in one line: no blanks, the padding there. <see cref="Convert.FromBase64String"/> would pass over blanks.</summary>
    private static byte[]? Decode(string text)
    {
        if (text.Any(char.IsWhiteSpace)) return null;
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var written) ? octets[..written] : null;
    }
}
