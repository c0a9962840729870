using System.Net.Sockets;
using OAuthMail.Errors.Recognition;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A minimal SMTP submission client (RFC 5321, RFC 4954, RFC 3207).</summary>
internal sealed class SmtpProbe(WireConnection connection, string? localHostName) : MailProbe(connection)
{
    /// <summary>
    /// The maximum length of a command line with CR LF (RFC 5321 section 4.5.3.1.4), which also applies to AUTH (RFC 4954 section 4).
    /// </summary>
    private const int MaximumCommand = 512;

    private readonly HashSet<string> _extensions = new(StringComparer.OrdinalIgnoreCase);

    public override string StartTlsCommand => "STARTTLS";

    /// <summary>Gets the maximum message size that the server announces (RFC 1870), or <see langword="null"/> if unknown.</summary>
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
        var reply = await SendCommandAsync("EHLO " + (localHostName ?? AddressLiteral()), cancellationToken).ConfigureAwait(false);
        if (reply.IsOk) foreach (var line in reply.Lines.Skip(1)) Add(line.Length > 4 ? line.Substring(4) : "");
        return reply;
    }

    public override bool PrefersInitialResponse(string mechanism, string message) =>
        GetAuthCommand(mechanism).Length + 1 + message.Length + 2 <= MaximumCommand;

    public override async Task<ServerReply> SendCommandAsync(string command, CancellationToken cancellationToken)
    {
        await Connection.WriteLineAsync(command, cancellationToken).ConfigureAwait(false);
        return await Connection.ReadAsync(ReadReplyAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends an encoded message and the final dot, and reads the server's reply.</summary>
    public async Task<ServerReply> SendDataAsync(byte[] prepared, CancellationToken cancellationToken)
    {
        // The server cannot accept the message before the final dot, so a failure here means that it was not sent.
        await Connection.WriteAsync(prepared, cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendCommandAsync(".", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The server may have accepted the message, so it must not be sent again.
            throw new WireException(
                Problems.DeliveryUnknown, "The message was sent completely, but no reply from the server was received.",
                (failure as WireException)?.ServerWords, failure);
        }
    }

    public override Task LogoutAsync(CancellationToken cancellationToken) => SendCommandAsync("QUIT", cancellationToken);

    /// <summary>Reads a reply of one or more lines (RFC 5321 section 4.2).</summary>
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
                throw new WireException(Problems.ServerReplyInvalid, "The reply does not start with a three-digit code.", lines);
            }
            if (lines.Count > MaximumLines)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The reply has more than {MaximumLines} lines.");
            }
            if (line.Length > 3 && line[3] == '-') continue;
            var status = code switch
            {
                >= 200 and < 300 => ReplyStatus.Ok,
                >= 300 and < 400 => ReplyStatus.Continue,
                _ => ReplyStatus.Rejected,
            };
            return new ServerReply(status, line.Length > 4 ? line.Substring(4).Trim() : "", lines);
        }
    }

    /// <summary>"504" and "501": the command needs its argument (RFC 5321 section 4.2.2).</summary>
    protected override bool NeedsOtherForm(ServerReply reply, bool initial)
    {
        if (reply.Status != ReplyStatus.Rejected) return false;
        var last = reply.Lines[reply.Lines.Count - 1];
        return initial
            ? ServerReplyCatalogue.IsLineTooLong(reply.Lines)
            : last.StartsWith("504", StringComparison.Ordinal) || last.StartsWith("501", StringComparison.Ordinal);
    }

    protected override string GetAuthCommand(string mechanism) => "AUTH " + mechanism;

    protected override Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken) =>
        SendCommandAsync(line, cancellationToken);

    private static bool TryReadCode(string line, out long code)
    {
        code = 0;
        return line.Length >= 3 && (line.Length == 3 || line[3] is ' ' or '-') && WireText.TryReadNumber(line, 0, 3, out code)
            && code is >= 200 and < 600;
    }

    private void Add(string extension)
    {
        // Some old servers send "AUTH=LOGIN" in addition to the correct form.
        var isOld = extension.StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase);
        var words = WireText.SplitWords(isOld ? extension.Replace('=', ' ') : extension);
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
