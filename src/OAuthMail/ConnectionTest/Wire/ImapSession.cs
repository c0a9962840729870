using System.Globalization;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>IMAP as a client speaks it (RFC 3501, RFC 4959).</summary>
internal sealed class ImapSession(WireConnection connection) : MailSession(connection)
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
            throw new WireException(Problems.ServerReplyInvalid, "The greeting is neither OK nor BYE.", [line.Text]);
        }

        // Whoever is logged in without having said a word is not logged in as this account.
        if (status == "PREAUTH")
        {
            throw new WireException(Problems.ServerReplyInvalid, "The server says that somebody is logged in already.", [line.Text]);
        }
        return new ServerReply(status == "OK" ? ReplyStatus.Ok : ReplyStatus.Refused, text, [line.Text]);
    }

    public override async Task<ServerReply> ReadCapabilitiesAsync(CancellationToken cancellationToken)
    {
        // What was said before TLS must not stand where nothing is said after it.
        OffersStartTls = false;
        _offersInitialResponse = false;
        Mechanisms = [];
        var reply = await AskAsync("CAPABILITY", cancellationToken).ConfigureAwait(false);
        if (reply.IsOk) TakeCapabilities(reply);
        return reply;
    }

    /// <summary>After a login the server can do other things (RFC 3501 section 7.2.1); it says so with its OK, or is asked.</summary>
    public Task<ServerReply> ReadCapabilitiesAfterAsync(ServerReply login, CancellationToken cancellationToken) =>
        TakeCapabilities(login) ? Task.FromResult(login) : ReadCapabilitiesAsync(cancellationToken);

    public override bool PrefersInitialResponse(string mechanism, string message) => _offersInitialResponse;

    public override async Task<ServerReply> AskAsync(string command, CancellationToken cancellationToken) =>
        (await AskAsync(command, ShortLiteral, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Sends a command whose answer brings a literal, and gives the largest one that came.</summary>
    public async Task<(ServerReply Reply, byte[]? Literal)> AskAsync(string command, int literalLimit, CancellationToken cancellationToken)
    {
        _tag = string.Format(CultureInfo.InvariantCulture, "A{0:000}", ++_commands);
        await Connection.WriteLineAsync($"{_tag} {command}", cancellationToken).ConfigureAwait(false);
        return await Connection.ReadAsync(
            (reader, token) => ReadReplyAsync(reader, _tag, literalLimit, token), cancellationToken).ConfigureAwait(false);
    }

    public override Task LogoutAsync(CancellationToken cancellationToken) => AskAsync("LOGOUT", cancellationToken);

    /// <summary>Reads up to the tagged line of a command, or to a continuation.</summary>
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
            if (lines.Count > MostLines)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The reply has more than {MostLines} lines.");
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
                    Problems.ServerReplyInvalid, $"The reply belongs to no command that was sent, or is no reply at all.", lines);
            }
            return (new ServerReply(status == "OK" ? ReplyStatus.Ok : ReplyStatus.Refused, text, lines), literal);
        }
    }

    protected override string GetAuthCommand(string mechanism) => "AUTHENTICATE " + mechanism;

    protected override async Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken)
    {
        await Connection.WriteLineAsync(line, cancellationToken).ConfigureAwait(false);
        return (
            await Connection.ReadAsync((reader, token) => ReadReplyAsync(reader, _tag, ShortLiteral, token), cancellationToken)
                .ConfigureAwait(false)).Reply;
    }

    private bool TakeCapabilities(ServerReply reply)
    {
        foreach (var line in reply.Lines)
        {
            var at = line.IndexOf("CAPABILITY ", StringComparison.OrdinalIgnoreCase);
            if (at < 1 || !(line.StartsWith("* CAPABILITY ", StringComparison.OrdinalIgnoreCase) || line[at - 1] == '[')) continue;
            var list = line.Substring(at);
            var end = list.IndexOf(']');
            var words = WireText.Words(end < 0 ? list : list.Substring(0, end)).Skip(1).Select(word => word.ToUpperInvariant()).ToArray();
            OffersStartTls = words.Contains("STARTTLS");
            _offersInitialResponse = words.Contains("SASL-IR");
            Mechanisms = words.Where(word => word.StartsWith("AUTH=", StringComparison.Ordinal)).Select(word => word.Substring(5))
                .ToArray();
            return true;
        }

        return false;
    }
}
