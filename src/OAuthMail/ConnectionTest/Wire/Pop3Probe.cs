using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A minimal POP3 client (RFC 1939, RFC 2449, RFC 2595, RFC 5034).</summary>
internal sealed class Pop3Probe(WireConnection connection) : MailProbe(connection)
{
    private readonly HashSet<string> _capabilities = new(StringComparer.OrdinalIgnoreCase);

    public override string StartTlsCommand => "STLS";

    public bool OffersTop => _capabilities.Contains("TOP");

    public override Task<ServerReply> ReadGreetingAsync(CancellationToken cancellationToken) =>
        Connection.ReadAsync(ReadReplyAsync, cancellationToken);

    public override async Task<ServerReply> ReadCapabilitiesAsync(CancellationToken cancellationToken)
    {
        _capabilities.Clear();
        OffersStartTls = false;
        await Connection.WriteLineAsync("CAPA", cancellationToken).ConfigureAwait(false);
        var reply = await Connection.ReadAsync(ReadListAsync, cancellationToken).ConfigureAwait(false);

        // A server without CAPA cannot list its mechanisms, but may support some.
        Mechanisms = reply.IsOk ? [] : null;
        if (reply.IsOk) foreach (var line in reply.Lines.Skip(1)) Add(line);
        return reply;
    }

    /// <summary>Returns <see langword="false"/>, because Exchange accepts the login message only on a separate line.</summary>
    public override bool PrefersInitialResponse(string mechanism, string message) => false;

    public override async Task<ServerReply> SendCommandAsync(string command, CancellationToken cancellationToken)
    {
        await Connection.WriteLineAsync(command, cancellationToken).ConfigureAwait(false);
        return await Connection.ReadAsync(ReadReplyAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Requests a message or its header. The content is <see langword="null"/> if the server rejects the command.</summary>
    public async Task<(ServerReply Reply, byte[]? Content)> RetrieveAsync(string command, int limit, CancellationToken cancellationToken)
    {
        var reply = await SendCommandAsync(command, cancellationToken).ConfigureAwait(false);
        if (!reply.IsOk) return (reply, null);
        return (
            reply,
            await Connection.ReadAsync((reader, token) => reader.ReadDottedAsync(limit, token), cancellationToken).ConfigureAwait(false));
    }

    public override Task LogoutAsync(CancellationToken cancellationToken) => SendCommandAsync("QUIT", cancellationToken);

    /// <summary>Reads a single-line reply.</summary>
    public static async Task<ServerReply> ReadReplyAsync(WireReader reader, CancellationToken cancellationToken)
    {
        var line = await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false);
        if (line == "+" || line.StartsWith("+ ", StringComparison.Ordinal))
        {
            return new ServerReply(ReplyStatus.Continue, line.Substring(1).Trim(), [line]);
        }
        var (status, rest) = WireText.Split(line);
        return status switch
        {
            "+OK" => new ServerReply(ReplyStatus.Ok, rest, [line]),
            "-ERR" => new ServerReply(ReplyStatus.Rejected, rest, [line]),
            _ => throw new WireException(Problems.ServerReplyInvalid, "The reply starts with neither +OK nor -ERR.", [line]),
        };
    }

    /// <summary>Reads a multi-line reply, which a line with a dot terminates.</summary>
    public static async Task<ServerReply> ReadListAsync(WireReader reader, CancellationToken cancellationToken)
    {
        var first = await ReadReplyAsync(reader, cancellationToken).ConfigureAwait(false);
        if (!first.IsOk) return first;
        var lines = new List<string>(first.Lines);
        while (true)
        {
            var line = await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (line == ".") return new ServerReply(ReplyStatus.Ok, first.Text, lines);
            lines.Add(line);
            if (lines.Count > MaximumLines)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The reply has more than {MaximumLines} lines.");
            }
        }
    }

    /// <summary>
    /// Returns the number of messages in a reply to STAT (RFC 1939 section 5), or <see langword="null"/> if it contains none.
    /// </summary>
    public static int? ReadCount(ServerReply stat)
    {
        var words = WireText.SplitWords(stat.Text);
        return words.Length > 0 && WireText.TryReadNumber(words[0], 0, words[0].Length, out var count) && count <= int.MaxValue
            ? (int)count
            : null;
    }

    protected override string GetAuthCommand(string mechanism) => "AUTH " + mechanism;

    protected override Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken) =>
        SendCommandAsync(line, cancellationToken);

    private void Add(string capability)
    {
        var words = WireText.SplitWords(capability);
        if (words.Length == 0) return;
        _capabilities.Add(words[0]);
        if (words[0].Equals("STLS", StringComparison.OrdinalIgnoreCase)) OffersStartTls = true;
        if (words[0].Equals("SASL", StringComparison.OrdinalIgnoreCase))
        {
            Mechanisms = words.Skip(1).Select(word => word.ToUpperInvariant()).ToArray();
        }
    }
}
