using System.Globalization;
using MimeKit;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Connections;

/// <summary>The message that a test sends.</summary>
internal static class TestMessage
{
    /// <summary>Returns the recipient, or <see langword="null"/> if no message is sent.</summary>
    /// <exception cref="UsageException">The text is not an address.</exception>
    public static string? CheckRecipient(string? text)
    {
        if (text is null) return null;
        return MailboxAddress.TryParse(text, out var address)
            ? address.Address
            : throw new UsageException($"--send-to is '{text}', which is not a mail address.");
    }

    /// <summary>Returns the options of a test with a new token, which sends a message over SMTP if there is a recipient.</summary>
    public static ConnectionTestOptions CreateOptions(MailAccount account, MailProtocol protocol, string? recipient)
    {
        var options = new ConnectionTestOptions { AcquireNewToken = true };
        if (protocol == MailProtocol.Smtp && recipient is not null)
        {
            (options.Recipient, options.MessageToSend) = (recipient, Create(account, recipient));
        }

        return options;
    }

    private static byte[] Create(MailAccount account, string recipient)
    {
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress(null, account.Address));
        message.To.Add(new MailboxAddress(null, recipient));
        message.Subject = $"Test of the account {account.Name}";
        message.Body = new TextPart("plain")
        {
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"This message was sent by oauthmail on {Environment.MachineName} at {DateTimeOffset.UtcNow:u}.\n"),
        };
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }
}
