using MailKit.Net.Pop3;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Authentication;

/// <summary>Methods for MailKit clients before a login.</summary>
internal static class MailServices
{
    public static MailProtocol GetProtocol(IMailService client) => client switch
    {
        IMailTransport => MailProtocol.Smtp,
        IMailStore => MailProtocol.Imap,
        IMailSpool => MailProtocol.Pop3,
        _ => throw new ArgumentException(
            $"{client.GetType().Name} isn't supported. The client must be an SMTP, IMAP or POP3 client.", nameof(client)),
    };

    /// <summary>
    /// Returns the client's <see cref="MailProtocolLogger"/>, or <see langword="null"/> if it was created without one.
    /// </summary>
    public static MailProtocolLogger? GetLogger(IMailService client) => (client as MailService)?.ProtocolLogger as MailProtocolLogger;

    public static void RequireReady(IMailService client, LoginParameters login)
    {
        if (!client.IsConnected)
        {
            throw new ServiceNotConnectedException("The client is not connected. Connect it first, or call ConnectAsync with an account.");
        }
        if (client.IsAuthenticated) throw new InvalidOperationException("The client is already authenticated.");
        if (client.IsSecure) return;
        throw new MailServerException(
            Problems.ConnectionNotEncrypted, login.Protocol, login.Endpoint,
            $"The connection to {login.Server} is not encrypted, so no token was sent.");
    }

    /// <summary>Returns the preferred mechanism among those that the server offers and the account allows.</summary>
    public static OAuthMechanism ChooseMechanism(IMailService client, LoginParameters login)
    {
        var offered = client.AuthenticationMechanisms;
        foreach (var mechanism in login.Mechanisms)
        {
            // Names are compared without case (RFC 4422 section 3.1 has only uppercase names, but servers write others).
            if (offered.Contains(OAuthMechanisms.GetName(mechanism), StringComparer.OrdinalIgnoreCase)) return mechanism;
        }

        // A POP3 server isn't required to list its mechanisms (RFC 2449 section 3). If it lists none, the preferred one is tried.
        if (client is IPop3Client pop3 && offered.Count == 0 && (pop3.Capabilities & Pop3Capabilities.Sasl) == 0
            && login.Mechanisms.Count > 0)
        {
            return login.Mechanisms[0];
        }

        var names = string.Join(" or ", login.Mechanisms.Select(OAuthMechanisms.GetName));
        var offer = offered.Count == 0
            ? "no mechanism"
            : string.Join(", ", offered.OrderBy(name => name, StringComparer.Ordinal).Select(name => ForeignText.Clean(name, 100)));
        throw new MailServerException(
            Problems.MechanismMissing, login.Protocol, login.Endpoint,
            $"The login of '{login.UserName}' requires {names}; {login.Server} offers {offer}.");
    }

    /// <summary>Closes the connection without a QUIT or LOGOUT, because it can't be used any more.</summary>
    public static async Task AbortAsync(IMailService client)
    {
        try
        {
            await client.DisconnectAsync(quit: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The connection is closed in any case.
        }
    }
}
