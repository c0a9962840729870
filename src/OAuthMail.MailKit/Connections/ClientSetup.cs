using System.Net.Security;
using MailKit.Net.Smtp;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// An account's connection settings, as far as MailKit's clients have them; the way to the server is <see cref="ServerConnection"/>'s.
/// </summary>
internal static class ClientSetup
{
    /// <summary>What MailKit's clients have of themselves, in milliseconds.</summary>
    private const int MailKitTimeout = 2 * 60 * 1000;

    /// <summary>Sets up a client of our own.</summary>
    public static void Apply(IMailService client, ConnectionSettings connection, RemoteCertificateValidationCallback? validate)
    {
        client.ServerCertificateValidationCallback = validate;
        client.CheckCertificateRevocation = connection.CheckCertificateRevocation;
        client.Timeout = (int)connection.Timeout.TotalMilliseconds;
        FillIn(client, connection);
    }

    /// <summary>Sets what a caller's client leaves open.</summary>
    public static void FillIn(IMailService client, ConnectionSettings connection)
    {
        if (client.Timeout == MailKitTimeout) client.Timeout = (int)connection.Timeout.TotalMilliseconds;
        if (connection.CheckCertificateRevocation) client.CheckCertificateRevocation = true;
        if (connection.LocalHostName is { } name && client is SmtpClient { LocalDomain: null or "" } smtp) smtp.LocalDomain = name;
    }
}
