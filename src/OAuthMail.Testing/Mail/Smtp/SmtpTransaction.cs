using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>Represents a mail transaction: the envelope and the delivery (RFC 5321 section 3.3).</summary>
internal sealed class SmtpTransaction
{
    // RFC 6531 section 3.5.
    private const string AddressNeedsUtf8 = "553 5.6.7 An address that is not ASCII needs SMTPUTF8";

    private readonly List<(TestMailbox Mailbox, string Address)> _recipients = [];
    private string? _sender;
    private bool _utf8;

    public bool IsOpen => _sender is not null;

    public bool HasRecipients => _recipients.Count > 0;

    public void Clear()
    {
        _sender = null;
        _recipients.Clear();
    }

    /// <summary>Handles MAIL.</summary>
    /// <param name="arguments">The arguments of the command.</param>
    /// <param name="user">The mailbox that sends, or <see langword="null"/> for a relay, which accepts every sender.</param>
    /// <param name="options">The options of the server.</param>
    /// <returns>The reply.</returns>
    public string Mail(string arguments, TestMailbox? user, SmtpTestServerOptions options)
    {
        if (IsOpen) return "503 5.5.1 Sender already given";
        if (!SmtpPath.TryParse("FROM:", arguments, out var path, out var parameters) || SmtpPath.IsPostmaster(path))
            return "501 5.1.7 Say MAIL FROM:<address>";
        foreach (var parameter in parameters)
        {
            if (CheckParameter(parameter, options) is { } problem) return problem;
        }

        _utf8 = parameters.Contains("SMTPUTF8", StringComparer.OrdinalIgnoreCase);
        if (!_utf8 && !Ascii.IsValid(path)) return AddressNeedsUtf8;
        if (options.RejectedSenders.TryGetValue(path, out var reply)) return reply;
        if (path.Length > 0 && !options.AllowAnySender && user?.MaySendAs(path) == false)
        {
            return options.Dialect == MailDialect.Exchange
                ? SmtpReplies.SendAsDenied
                : "553 5.7.1 Sender address rejected: not owned by the user";
        }

        _sender = path;
        return "250 2.1.0 Sender OK";
    }

    /// <summary>Handles RCPT.</summary>
    /// <returns>The reply.</returns>
    public string Recipient(string arguments, MailboxStore store, SmtpTestServerOptions options)
    {
        if (!IsOpen) return "503 5.5.1 Say MAIL first";
        if (!SmtpPath.TryParse("TO:", arguments, out var path, out var parameters) || path.Length == 0)
            return "501 5.1.3 Say RCPT TO:<address>";
        if (parameters.Length > 0) return "555 5.5.4 Parameter not recognized";
        if (!_utf8 && !Ascii.IsValid(path)) return AddressNeedsUtf8;
        if (_recipients.Count >= options.MaxRecipients) return "452 4.5.3 Too many recipients";
        if (options.RejectedRecipients.TryGetValue(path, out var reply)) return reply;
        if (FindMailbox(path, store) is not { } mailbox) return $"550 5.1.1 <{path}>: no such mailbox here";
        _recipients.Add((mailbox, path));
        return "250 2.1.5 Recipient OK";
    }

    public void Deliver(byte[] message, SmtpTestServerOptions options)
    {
        foreach (var group in _recipients.GroupBy(r => r.Mailbox, r => r.Address))
        {
            var (mailbox, addresses) = (group.Key, group.Distinct().ToArray());
            if (!options.AddTraceHeaders)
            {
                mailbox.Inbox.Receive(message, _sender!, addresses);
                continue;
            }

            var date = options.TimeProvider.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
            var trace = $"Return-Path: <{_sender}>\r\nReceived: by {options.Host} with ESMTPSA for <{mailbox.Address}>; {date}\r\n";
            mailbox.Inbox.Receive((byte[])[.. Encoding.UTF8.GetBytes(trace), .. message], _sender!, addresses);
        }
    }

    private static TestMailbox? FindMailbox(string path, MailboxStore store) =>
        store.Find(path) ?? store.CatchAll ?? (SmtpPath.IsPostmaster(path) ? store.FindPostmaster() : null);

    private static string? CheckParameter(string parameter, SmtpTestServerOptions options)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var key = (equals < 0 ? parameter : parameter[..equals]).ToUpperInvariant();
        var value = equals < 0 ? "" : parameter[(equals + 1)..];
        switch (key)
        {
            case "SIZE":
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                    return "501 5.5.4 SIZE is a number";
                return size > options.MaxMessageSize ? "552 5.3.4 Message size exceeds the limit" : null;
            case "BODY":
                return value.ToUpperInvariant() is "7BIT" or "8BITMIME" ? null : "501 5.5.4 BODY is 7BIT or 8BITMIME";
            case "SMTPUTF8" when options.OffersSmtpUtf8:
                return equals < 0 ? null : "501 5.5.4 SMTPUTF8 takes no value";
            case "AUTH":
                return value.Length > 0 ? null : "501 5.5.4 AUTH names a mailbox or <>";
            default:
                return "555 5.5.4 Parameter not recognized";
        }
    }
}
