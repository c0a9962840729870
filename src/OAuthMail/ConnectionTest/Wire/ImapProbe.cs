using System.Globalization;
using OAuthMail.Errors.Recognition;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A minimal IMAP client (RFC 3501, RFC 4959).</summary>
internal sealed class ImapProbe(WireConnection connection) : MailProbe(connection)
{
    private const int ShortLiteral = 64 * 1024;

    private int _commands;
    private string _tag = "";
    private bool _offersInitialResponse;

    public override string StartTlsCommand => "STARTTLS";

    public override async Task<ServerReply> ReadGreetingAsync(CancellationToken cancellationToken)
    {
        var line = await Connection.ReadAsync(
            (reader, token) => ImapLine.ReadAsync(reader, ShortLiteral, token), cancellationToken).ConfigureAwait(false);
        var (star, rest) = WireText.Split(line.Text);
        var (status, text) = WireText.Split(rest);
        if (star != "*" || status is not ("OK" or "BYE" or "PREAUTH"))
        {
            throw new WireException(Problems.ServerReplyInvalid, "The server's greeting is neither OK nor BYE.", [line.Text]);
        }

        // A connection that is authenticated before the login is not authenticated as this account.
        if (status == "PREAUTH")
        {
            throw new WireException(
                Problems.ServerReplyInvalid, "The server reports that the connection is already authenticated (PREAUTH).", [line.Text]);
        }
        return new ServerReply(status == "OK" ? ReplyStatus.Ok : ReplyStatus.Rejected, text, [line.Text]);
    }

    public override async Task<ServerReply> ReadCapabilitiesAsync(CancellationToken cancellationToken)
    {
        // Capabilities from before TLS can be forged. They must not be kept if the server lists none after TLS.
        OffersStartTls = false;
        _offersInitialResponse = false;
        Mechanisms = [];
        var reply = await SendCommandAsync("CAPABILITY", cancellationToken).ConfigureAwait(false);
        if (reply.IsOk) TryReadCapabilities(reply);
        return reply;
    }

    /// <summary>
    /// Reads the capabilities after the login, which can differ (RFC 3501 section 7.2.1), from the reply or with a command.
    /// </summary>
    public Task<ServerReply> ReadCapabilitiesAfterLoginAsync(ServerReply login, CancellationToken cancellationToken) =>
        TryReadCapabilities(login) ? Task.FromResult(login) : ReadCapabilitiesAsync(cancellationToken);

    public override bool PrefersInitialResponse(string mechanism, string message) => _offersInitialResponse;

    public override async Task<ServerReply> SendCommandAsync(string command, CancellationToken cancellationToken) =>
        (await SendCommandAsync(command, ShortLiteral, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Sends a command, and returns the reply and its largest literal.</summary>
    public async Task<(ServerReply Reply, byte[]? Literal)> SendCommandAsync(
        string command, int literalLimit, CancellationToken cancellationToken)
    {
        _tag = string.Format(CultureInfo.InvariantCulture, "A{0:000}", ++_commands);
        await Connection.WriteLineAsync($"{_tag} {command}", cancellationToken).ConfigureAwait(false);
        return await Connection.ReadAsync(
            (reader, token) => ReadReplyAsync(reader, _tag, literalLimit, token), cancellationToken).ConfigureAwait(false);
    }

    public override Task LogoutAsync(CancellationToken cancellationToken) => SendCommandAsync("LOGOUT", cancellationToken);

    /// <summary>Reads lines up to the tagged reply or a continuation request.</summary>
    public static async Task<(ServerReply Reply, byte[]? Literal)> ReadReplyAsync(
        WireReader reader, string tag, int literalLimit, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        byte[]? literal = null;
        while (true)
        {
            ImapLine line;
            try
            {
                line = await ImapLine.ReadAsync(reader, literalLimit, cancellationToken).ConfigureAwait(false);
            }
            catch (WireException failure)
            {
                throw new WireException(failure.Problem, failure.Message, lines, failure);
            }

            lines.Add(line.Text);
            if (lines.Count > MaximumLines)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The reply has more than {MaximumLines} lines.");
            }
            if (line.Literal is not null && line.Literal.Length >= (literal?.Length ?? 0)) literal = line.Literal;
            if (line.Text == "+" || line.Text.StartsWith("+ ", StringComparison.Ordinal))
            {
                return (new ServerReply(ReplyStatus.Continue, line.Text.Substring(1).Trim(), lines), literal);
            }

            var (first, rest) = WireText.Split(line.Text);
            if (first == "*") continue;
            var (status, text) = WireText.Split(rest);
            if (first != tag || status is not ("OK" or "NO" or "BAD"))
            {
                throw new WireException(
                    Problems.ServerReplyInvalid, "The reply has an unknown tag or no valid status.", lines);
            }
            return (new ServerReply(status == "OK" ? ReplyStatus.Ok : ReplyStatus.Rejected, text, lines), literal);
        }
    }

    protected override bool NeedsOtherForm(ServerReply reply, bool initial) =>
        initial && reply.Status == ReplyStatus.Rejected && ServerReplyCatalogue.IsBad(reply.Lines);

    protected override string GetAuthCommand(string mechanism) => "AUTHENTICATE " + mechanism;

    protected override async Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken)
    {
        await Connection.WriteLineAsync(line, cancellationToken).ConfigureAwait(false);
        return (
            await Connection.ReadAsync((reader, token) => ReadReplyAsync(reader, _tag, ShortLiteral, token), cancellationToken)
                .ConfigureAwait(false)).Reply;
    }

    private bool TryReadCapabilities(ServerReply reply)
    {
        foreach (var line in reply.Lines)
        {
            var at = line.IndexOf("CAPABILITY ", StringComparison.OrdinalIgnoreCase);
            if (at < 1 || !(line.StartsWith("* CAPABILITY ", StringComparison.OrdinalIgnoreCase) || line[at - 1] == '[')) continue;
            var list = line.Substring(at);
            var end = list.IndexOf(']');
            var words = WireText.SplitWords(end < 0 ? list : list.Substring(0, end)).Skip(1).Select(word => word.ToUpperInvariant())
                .ToArray();
            OffersStartTls = words.Contains("STARTTLS");
            _offersInitialResponse = words.Contains("SASL-IR");
            Mechanisms = words.Where(word => word.StartsWith("AUTH=", StringComparison.Ordinal)).Select(word => word.Substring(5))
                .ToArray();
            return true;
        }

        return false;
    }
}
