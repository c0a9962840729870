using System.Net.Sockets;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>SMTP submission as a client speaks it (RFC 5321, RFC 4954, RFC 3207).</summary>
internal sealed class SmtpSession(WireConnection connection, string? localHostName) : MailSession(connection)
{
    /// <summary>
    /// The longest command line with its CR LF (RFC 5321 section 4.5.3.1.4), which counts for AUTH too (RFC 4954 section 4).
    /// </summary>
    private const int MaximumCommand = 512;

    private readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase);

    public override string StartTlsCommand => "STARTTLS";

    /// <summary>The largest message that the server says it takes (RFC 1870), or null.</summary>
    public long? SizeLimit { get; private set; }

    public bool Offers(string extension) => _extensions.Contains(extension);

    public override Task<ServerReply> ReadGreetingAsync(CancellationToken cancellationToken) =>
        Connection.ReadAsync(ReadReplyAsync, cancellationToken);

    public override async Task<ServerReply> ReadCapabilitiesAsync(CancellationToken cancellationToken)
    {
        _extensions.Clear();
        Mechanisms = [];
        OffersStartTls = false;
        SizeLimit = null;
        var reply = await AskAsync("EHLO " + (localHostName ?? AddressLiteral()), cancellationToken).ConfigureAwait(false);
        if (reply.IsOk) foreach (var line in reply.Lines.Skip(1)) Add(line.Length > 4 ? line.Substring(4) : "");
        return reply;
    }

    public override bool PrefersInitialResponse(string mechanism, string message) =>
        GetAuthCommand(mechanism).Length + 1 + message.Length + 2 <= MaximumCommand;

    public override async Task<ServerReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        await Connection.WriteLineAsync(command, cancellationToken).ConfigureAwait(false);
        return await Connection.ReadAsync(ReadReplyAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a message that was prepared for DATA and then the final dot, and reads whether the server took it.</summary>
    public async Task<ServerReply> SendDataAsync(byte[] prepared, CancellationToken cancellationToken)
    {
        // Until the dot is out the server cannot have taken the message, whatever happens.
        await Connection.WriteAsync(prepared, cancellationToken).ConfigureAwait(false);
        try
        {
            return await AskAsync(".", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whatever it was: nobody may send the message again.
            throw new WireException(
                Problems.DeliveryUnknown, "The whole message went out, but the server's reply to it did not come.", (failure as WireException)?.Words, failure);
        }
    }

    public override Task LogoutAsync(CancellationToken cancellationToken) => AskAsync("QUIT", cancellationToken);

    /// <summary>Reads one reply of one or more lines (RFC 5321 section 4.2).</summary>
    public static async Task<ServerReply> ReadReplyAsync(WireReader reader, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            string line;
            try
            {
                line = await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (WireException failure)
            {
                throw new WireException(failure.Problem, failure.Message, lines, failure);
            }

            lines.Add(line);
            if (!TryReadCode(line, out var code))
            {
                throw new WireException(Problems.ServerReplyInvalid, "The reply does not begin with a code of three digits.", lines);
            }
            if (lines.Count > MostLines)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The reply has more than {MostLines} lines.");
            }
            if (line.Length > 3 && line[3] == '-') continue;
            var status = code switch
            {
                >= 200 and < 300 => ReplyStatus.Ok,
                >= 300 and < 400 => ReplyStatus.Continue,
                _ => ReplyStatus.Refused,
            };
            return new ServerReply(status, line.Length > 4 ? line.Substring(4).Trim() : "", lines);
        }
    }

    protected override string GetAuthCommand(string mechanism) => "AUTH " + mechanism;

    protected override Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken) =>
        AskAsync(line, cancellationToken);

    private static bool TryReadCode(string line, out long code)
    {
        code = 0;
        return line.Length >= 3 && (line.Length == 3 || line[3] is ' ' or '-') && WireText.TryReadNumber(line, 0, 3, out code)
            && code is >= 200 and < 600;
    }

    private void Add(string extension)
    {
        // "AUTH=LOGIN" is how some old servers wrote it, beside the right form.
        var isOld = extension.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase);
        var words = WireText.Words(isOld ? extension.Replace('=', ' ') : extension);
        if (words.Length == 0) return;
        var name = words[0].ToUpperInvariant();
        _extensions.Add(name);
        if (name == "STARTTLS") OffersStartTls = true;
        if (name == "AUTH") Mechanisms = Mechanisms!.Concat(words.Skip(1).Select(word => word.ToUpperInvariant())).Distinct().ToArray();
        if (name == "SIZE" && words.Length > 1 && WireText.TryReadNumber(words[1], 0, words[1].Length, out var size) && size > 0)
        {
            SizeLimit = size;
        }
    }

    private string AddressLiteral()
    {
        var address = Connection.LocalAddress;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return $"[{address}]";
        var text = address.ToString();
        var zone = text.IndexOf('%');
        return $"[IPv6:{(zone < 0 ? text : text.Substring(0, zone))}]";
    }
}
