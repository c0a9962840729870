namespace OAuthMail.Testing;

/// <summary>
/// Represents a login attempt with the data that the client presented. <see cref="ToString"/> does not contain the
/// token.
/// </summary>
public sealed class SaslLogin
{
    internal SaslLogin(string mechanism, bool initialResponse)
    {
        Mechanism = mechanism;
        InitialResponse = initialResponse;
    }

    /// <summary>Gets the mechanism that the client named, in upper case.</summary>
    public string Mechanism { get; }

    /// <summary>
    /// Gets a value that indicates whether the SASL message was sent with the command, without a round trip.
    /// </summary>
    public bool InitialResponse { get; }

    /// <summary>
    /// Gets the SASL message, before base64, or <see langword="null"/> if there was none or it was not base64.
    /// </summary>
    public string? Message { get; internal set; }

    /// <summary>
    /// Gets the reason why the message does not match the grammar of the mechanism, or <see langword="null"/> if it is
    /// valid.
    /// </summary>
    public string? SyntaxError { get; internal set; }

    /// <summary>
    /// Gets the mailbox that the client named, or <see langword="null"/> if the message is not valid.
    /// </summary>
    public string? User { get; internal set; }

    /// <summary>Gets the access token, or <see langword="null"/> if the message is not valid.</summary>
    public string? Token { get; internal set; }

    /// <summary>Gets the <c>host</c> of OAUTHBEARER, or <see langword="null"/> if it is omitted.</summary>
    public string? Host { get; internal set; }

    /// <summary>
    /// Gets the <c>port</c> of OAUTHBEARER, or <see langword="null"/> if it is omitted or not a port, such as the -1
    /// that some clients send.
    /// </summary>
    public int? Port { get; internal set; }

    /// <summary>
    /// Gets the result of the token validation, or <see langword="null"/> if the token was not validated because of a
    /// fault or an invalid message.
    /// </summary>
    public TokenVerdict? Verdict { get; internal set; }

    /// <summary>Gets a value that indicates whether the login succeeded.</summary>
    public bool Succeeded { get; internal set; }

    /// <summary>Gets a value that indicates whether the server sent an error challenge.</summary>
    public bool Challenged { get; internal set; }

    /// <summary>
    /// Gets a value that indicates whether the client answered the error challenge as the mechanism requires: XOAUTH2
    /// with an empty line, OAUTHBEARER with a single 0x01 (RFC 7628 section 3.2.3). It is <see langword="null"/> if
    /// there was no challenge or the connection was closed before the answer.
    /// </summary>
    public bool? ChallengeAnswered { get; internal set; }

    /// <summary>Returns mechanism, mailbox and result.</summary>
    /// <returns>The text, without the token.</returns>
    public override string ToString() => $"{Mechanism} {User}: {(Succeeded ? "accepted" : "rejected")} {Verdict}{SyntaxError}";
}
