using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>A minimal mail client for connection tests: the common part of the three protocols, from the greeting to the login.</summary>
internal abstract class MailProbe(WireConnection connection)
{
    /// <summary>The maximum number of lines in a reply.</summary>
    protected const int MaximumLines = 512;

    private const int MaximumChallenges = 3;

    protected WireConnection Connection => connection;

    /// <summary>Gets the offered SASL mechanisms in upper case, or <see langword="null"/> if the server cannot list them.</summary>
    public IReadOnlyList<string>? Mechanisms { get; protected set; } = [];

    public bool OffersStartTls { get; protected set; }

    public abstract string StartTlsCommand { get; }

    /// <summary>Returns the command that starts a login, with the mechanism's name.</summary>
    protected abstract string GetAuthCommand(string mechanism);

    public static MailProbe Create(MailProtocol protocol, WireConnection connection, string? localHostName) => protocol switch
    {
        MailProtocol.Smtp => new SmtpProbe(connection, localHostName),
        MailProtocol.Imap => new ImapProbe(connection),
        _ => new Pop3Probe(connection),
    };

    public abstract Task<ServerReply> ReadGreetingAsync(CancellationToken cancellationToken);

    public abstract Task<ServerReply> ReadCapabilitiesAsync(CancellationToken cancellationToken);

    /// <summary>Returns whether the login message is sent on the command's line by default.</summary>
    public abstract bool PrefersInitialResponse(string mechanism, string message);

    /// <summary>Returns whether a reply shows that the server requires the other form of the login.</summary>
    protected virtual bool NeedsOtherForm(ServerReply reply, bool initial) => false;

    public abstract Task LogoutAsync(CancellationToken cancellationToken);

    /// <summary>Sends a command and reads its reply.</summary>
    public abstract Task<ServerReply> SendCommandAsync(string command, CancellationToken cancellationToken);

    /// <summary>Sends a line that the current command waits for, and reads the reply.</summary>
    protected abstract Task<ServerReply> ContinueAsync(string line, CancellationToken cancellationToken);

    /// <summary>Requests TLS. Data after the confirmation comes from an attacker, so the connection is then no longer used.</summary>
    public async Task<ServerReply> StartTlsAsync(CancellationToken cancellationToken)
    {
        var reply = await SendCommandAsync(StartTlsCommand, cancellationToken).ConfigureAwait(false);
        if (reply.IsOk && connection.HasUnread)
        {
            throw new WireException(
                Problems.StartTlsInjection, "Data arrived after the reply to STARTTLS and before the TLS handshake. It was discarded.",
                reply.Lines);
        }

        return reply;
    }

    /// <summary>
    /// Logs in. Error challenges are acknowledged as the mechanism requires, after which the server sends the final failure.
    /// </summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="message">The login message in base64.</param>
    /// <param name="initial">Whether the message is sent on the command's line.</param>
    /// <param name="retryOtherForm">Whether to try the other form once if the server does not understand this one.</param>
    /// <param name="acknowledgement">The response to an error challenge in base64.</param>
    /// <param name="cancellationToken">Cancels the login and closes the connection.</param>
    public async Task<LoginReply> AuthenticateAsync(
        string mechanism, string message, bool initial, bool retryOtherForm, string acknowledgement, CancellationToken cancellationToken)
    {
        if (!connection.IsEncrypted) throw new InvalidOperationException("A token must be sent over TLS only.");
        var command = GetAuthCommand(mechanism);
        var reply = await SendCommandAsync(initial ? $"{command} {message}" : command, cancellationToken).ConfigureAwait(false);
        if (retryOtherForm && NeedsOtherForm(reply, initial))
        {
            // The server did not understand the form of the login, so it has not rejected the token.
            initial = !initial;
            reply = await SendCommandAsync(initial ? $"{command} {message}" : command, cancellationToken).ConfigureAwait(false);
        }


        // A server that ignores an initial response requests it with an empty challenge. Error challenges are never empty.
        if (reply.IsContinuation && (!initial || reply.Text.Length == 0))
        {
            reply = await ContinueAsync(message, cancellationToken).ConfigureAwait(false);
        }

        string? challenge = null;
        for (var i = 0; reply.IsContinuation; i++)
        {
            if (i == MaximumChallenges)
            {
                throw new WireException(
                    Problems.ServerReplyInvalid, $"The server sent more than {MaximumChallenges} challenges.", reply.Lines);
            }
            if (challenge is null or "") challenge = reply.Text;
            reply = await ContinueAsync(acknowledgement, cancellationToken).ConfigureAwait(false);
        }

        return new LoginReply(reply, challenge, initial);
    }
}
