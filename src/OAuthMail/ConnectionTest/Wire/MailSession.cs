using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>What the three protocols have in common from the greeting to the login.</summary>
internal abstract class MailSession(WireConnection connection)
{
    /// <summary>How many lines one reply may have.</summary>
    protected const int MostLines = 512;

    private const int MostChallenges = 3;

    protected WireConnection Connection => connection;

    /// <summary>The names of the SASL mechanisms that the server offers now, in capitals; null if it could not say.</summary>
    public IReadOnlyList<string>? Mechanisms { get; protected set; } = [];

    public bool OffersStartTls { get; protected set; }

    public abstract string StartTlsCommand { get; }

    /// <summary>The command that begins a login, up to and with the mechanism.</summary>
    protected abstract string GetAuthCommand(string mechanism);

    public static MailSession Create(MailProtocol protocol, WireConnection connection, string? localHostName) => protocol switch
    {
        MailProtocol.Smtp => new SmtpSession(connection, localHostName),
        MailProtocol.Imap => new ImapSession(connection),
        _ => new Pop3Session(connection),
    };

    public abstract Task<ServerReply> ReadGreetingAsync(CancellationToken cancellationToken);

    public abstract Task<ServerReply> ReadCapabilitiesAsync(CancellationToken cancellationToken);

    /// <summary>Whether the login message goes onto the command's line if nobody chooses.</summary>
    public abstract bool PrefersInitialResponse(string mechanism, string message);

    public abstract Task LogoutAsync(CancellationToken cancellationToken);

    /// <summary>Sends a command and reads its reply.</summary>
    public abstract Task<ServerReply> AskAsync(string command, CancellationToken cancellationToken);

    /// <summary>Sends a line within a command that waits for it, and reads what comes.</summary>
    protected abstract Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken);

    /// <summary>Asks for TLS. What came behind the confirmation is an attacker's: the connection is not used any more.</summary>
    public async Task<ServerReply> StartTlsAsync(CancellationToken cancellationToken)
    {
        var reply = await AskAsync(StartTlsCommand, cancellationToken).ConfigureAwait(false);
        if (reply.IsOk && connection.HasUnread)
        {
            throw new WireException(
                Problems.StartTlsInjection, "Octets came behind the confirmation of TLS, before the handshake. They were not read.",
                reply.Lines);
        }

        return reply;
    }

    /// <summary>Logs in. Error challenges are acknowledged as the mechanism asks, so that the real failure line is read.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="message">The login message in base64.</param>
    /// <param name="initial">Whether it goes onto the command's line.</param>
    /// <param name="acknowledgement">The answer to an error challenge in base64.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    public async Task<LoginReply> AuthenticateAsync(
        string mechanism, string message, bool initial, string acknowledgement, CancellationToken cancellationToken)
    {
        if (!connection.IsEncrypted) throw new InvalidOperationException("A token goes over TLS only.");
        var command = GetAuthCommand(mechanism);
        var reply = await AskAsync(initial ? $"{command} {message}" : command, cancellationToken).ConfigureAwait(false);

        // A server that takes no initial response asks for it with an empty challenge; no error challenge is empty.
        if (reply.IsContinuation && (!initial || reply.Text.Length == 0))
        {
            reply = await ContinueAsync(message, cancellationToken).ConfigureAwait(false);
        }

        string? challenge = null;
        for (var i = 0; reply.IsContinuation; i++)
        {
            if (i == MostChallenges)
            {
                throw new WireException(Problems.ServerReplyInvalid, "The server sends one challenge after the other.", reply.Lines);
            }
            if (challenge is null or "") challenge = reply.Text;
            reply = await ContinueAsync(acknowledgement, cancellationToken).ConfigureAwait(false);
        }

        return new LoginReply(reply, challenge);
    }
}
