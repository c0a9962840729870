using System.Net.Security;
using MailKit.Net.Smtp;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// Applies the connection settings that MailKit's clients support to a client. <see cref="ServerConnector"/> applies the others.
/// </summary>
internal static class ClientSetup
{
    /// <summary>The default time-out of MailKit's clients in milliseconds.</summary>
    private const int MailKitTimeout = 2 * 60 * 1000;

    /// <summary>Applies all settings to a client of the factory.</summary>
    public static void Apply(IMailService client, ConnectionSettings connection, RemoteCertificateValidationCallback? validate)
    {
        client.ServerCertificateValidationCallback = validate;
        client.CheckCertificateRevocation = connection.CheckCertificateRevocation;
        client.Timeout = (int)connection.Timeout.TotalMilliseconds;
        ApplyDefaults(client, connection);
    }

    /// <summary>Applies the settings that the caller of a client has not changed.</summary>
    public static void ApplyDefaults(IMailService client, ConnectionSettings connection)
    {
        if (client.Timeout == MailKitTimeout) client.Timeout = (int)connection.Timeout.TotalMilliseconds;
        if (connection.CheckCertificateRevocation) client.CheckCertificateRevocation = true;
        if (connection.LocalHostName is { } name && client is SmtpClient { LocalDomain: null or "" } smtp) smtp.LocalDomain = name;
    }
}
