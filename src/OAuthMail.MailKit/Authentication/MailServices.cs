using MailKit.Net.Imap;
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

    /// <summary>
    /// Discards the capabilities that an IMAP client received before TLS, because anyone can have written them (RFC 3501 section 6.2.1).
    /// MailKit asks for them again after TLS, unless the server sent them more than once. It always does after the login.
    /// </summary>
    public static void DiscardClearCapabilities(IMailService client)
    {
        if (client is not IImapClient imap || GetLogger(client) is not { HasOnlyClearCapabilities: true }) return;
        imap.AuthenticationMechanisms.Clear();
        imap.Capabilities = ImapCapabilities.None;
    }

    /// <summary>
    /// Returns the preferred mechanism among those that the server offers and the account allows. If the offer is unknown, returns all that
    /// the account allows, to be tried in order.
    /// </summary>
    public static IReadOnlyList<OAuthMechanism> ChooseMechanisms(IMailService client, LoginParameters login)
    {
        var offered = client.AuthenticationMechanisms;
        foreach (var mechanism in login.Mechanisms)
        {
            // Names are compared without case (RFC 4422 section 3.1 has only uppercase names, but servers write others).
            if (offered.Contains(OAuthMechanisms.GetName(mechanism), StringComparer.OrdinalIgnoreCase)) return [mechanism];
        }

        // A POP3 server isn't required to list its mechanisms (RFC 2449 section 3). An IMAP server always has a capability, unless the
        // capabilities were discarded.
        var isUnknown = offered.Count == 0 && client switch
        {
            IPop3Client pop3 => (pop3.Capabilities & Pop3Capabilities.Sasl) == 0,
            IImapClient imap => imap.Capabilities == ImapCapabilities.None,
            _ => false,
        };
        if (isUnknown && login.Mechanisms.Count > 0) return login.Mechanisms;

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
