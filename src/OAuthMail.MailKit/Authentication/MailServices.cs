using MailKit.Net.Pop3;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Authentication;

/// <summary>What is to be known of a MailKit client before a login.</summary>
internal static class MailServices
{
    public static MailProtocol GetProtocol(IMailService client) => client switch
    {
        IMailTransport => MailProtocol.Smtp,
        IMailStore => MailProtocol.Imap,
        IMailSpool => MailProtocol.Pop3,
        _ => throw new ArgumentException($"{client.GetType().Name} is neither an SMTP nor an IMAP nor a POP3 client.", nameof(client)),
    };

    /// <summary>Our logger, if the client was made with it.</summary>
    public static MailProtocolLogger? GetLogger(IMailService client) => (client as MailService)?.ProtocolLogger as MailProtocolLogger;

    public static void RequireReady(IMailService client, LoginTarget target)
    {
        if (!client.IsConnected)
        {
            throw new ServiceNotConnectedException("The client is not connected. Connect it first, or call ConnectAsync with an account.");
        }
        if (client.IsAuthenticated) throw new InvalidOperationException("The client is already authenticated.");
        if (client.IsSecure) return;
        throw new MailServerException(
            Problems.ConnectionNotEncrypted, target.Protocol, target.Endpoint,
            $"The connection to {target.Server} is not encrypted, so no token was sent.");
    }

    /// <summary>The best mechanism that the server offers and the account may use.</summary>
    public static OAuthMechanism ChooseMechanism(IMailService client, LoginTarget target)
    {
        var offered = client.AuthenticationMechanisms;
        foreach (var mechanism in target.Mechanisms)
        {
            if (offered.Contains(OAuthMechanisms.GetName(mechanism))) return mechanism;
        }

        // A POP3 server need not say what it takes (RFC 2449 section 3): one that says nothing is asked.
        if (
            client is IPop3Client pop3 && offered.Count == 0 && (pop3.Capabilities & Pop3Capabilities.Sasl) == 0
                && target.Mechanisms.Count > 0)
        {
            return target.Mechanisms[0];
        }

        var names = string.Join(" or ", target.Mechanisms.Select(OAuthMechanisms.GetName));
        var offer = offered.Count == 0
            ? "no mechanism at all"
            : string.Join(", ", offered.OrderBy(name => name, StringComparer.Ordinal).Select(name => ForeignText.Clean(name, 100)));
        throw new MailServerException(
            Problems.MechanismMissing, target.Protocol, target.Endpoint,
            $"The login of '{target.UserName}' needs {names}; {target.Server} offers {offer}.");
    }

    /// <summary>Closes what is open, without a goodbye: the connection is no good any more.</summary>
    public static async Task DropAsync(IMailService client)
    {
        try
        {
            await client.DisconnectAsync(quit: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // There is nothing left to close.
        }
    }
}
