using System.Net;

namespace OAuthMail.MailKit;

/// <summary>
/// The common part of XOAUTH2 and OAUTHBEARER: the client sends one message with an access token, and answers an error challenge before
/// the server rejects the login. An instance is valid for one login attempt; a second attempt needs a new instance.
/// </summary>
/// <remarks>
/// Unlike MailKit's own mechanisms, these keep the error challenge, answer it on all three protocols, send long messages on a separate
/// line if the protocol requires it, and encode the user name as UTF-8.
/// </remarks>
public abstract class OAuthSaslMechanism : SaslMechanism
{
    /// <summary>
    /// The maximum length of an SMTP command line in octets, including CR LF (RFC 5321 section 4.5.3.1.4). It also applies to AUTH (RFC
    /// 4954 section 4).
    /// </summary>
    private const int MaximumSmtpCommand = 512;

    private readonly byte[] _message;
    private bool _supportsInitialResponse;
    private bool _isRejected;

    private protected OAuthSaslMechanism(OAuthMechanism mechanism, MailProtocol protocol, string userName, byte[] message)
        : base(new NetworkCredential(userName, ""))
    {
        Mechanism = mechanism;
        _message = message;
        _supportsInitialResponse = FitsInitialResponse(EnumArgument.Require(protocol), MechanismName, message.Length);
    }

    /// <summary>Checks the user name before the message is created from it.</summary>
    private protected static string Require(string userName)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        return userName;
    }

    /// <summary>Gets the mechanism.</summary>
    public OAuthMechanism Mechanism { get; }

    /// <summary>Gets the name that the mechanism has in the protocol.</summary>
    public sealed override string MechanismName => OAuthMechanisms.GetName(Mechanism);

    /// <summary>
    /// Gets a value that indicates whether the message is sent on the same line as the command. For IMAP it always is, if the server
    /// supports SASL-IR. For SMTP it is if the line has at most 512 octets (RFC 4954 section 4). For POP3 it never is, because servers
    /// reject the long line.
    /// </summary>
    public sealed override bool SupportsInitialResponse => _supportsInitialResponse;

    /// <summary>
    /// Gets the error challenge with which the server rejected the token, or <see langword="null"/> if it sent none or one that can't be
    /// parsed.
    /// </summary>
    public SaslErrorChallenge? ErrorChallenge { get; private set; }

    /// <summary>Sets whether the message is sent on the same line as the command, for a server that requires the other form.</summary>
    internal void UseInitialResponse(bool value) => _supportsInitialResponse = value;

    /// <summary>Gets a value that indicates whether the client has asked for the message, so the server may have received it.</summary>
    internal bool IsSent { get; private set; }

    /// <summary>Gets the message in base64. It contains the access token.</summary>
    internal string Message => Convert.ToBase64String(_message);

    /// <summary>Returns the message at the first call, and the acknowledgement of the error challenge at the second.</summary>
    /// <param name="token">The decoded challenge of the server, or <see langword="null"/> before the message.</param>
    /// <param name="startIndex">The index of its first byte.</param>
    /// <param name="length">Its length.</param>
    /// <param name="cancellationToken">Not used: this method never waits.</param>
    /// <returns>The response to send.</returns>
    /// <exception cref="SaslException">
    /// The server sent another challenge after the acknowledgement of its error challenge, or the instance was already used.
    /// </exception>
    protected sealed override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (!IsSent)
        {
            // Without an initial response, the server sends an empty challenge first. Its content is ignored.
            IsSent = true;
            return _message;
        }

        if (_isRejected)
        {
            throw new SaslException(
                MechanismName, SaslErrorCode.InvalidChallenge, "The server sent another challenge after its error challenge was answered.");
        }
        if (token is null)
        {
            throw new SaslException(
                MechanismName, SaslErrorCode.InvalidChallenge,
                "The challenge isn't valid base64, or this mechanism was already used. Create a new mechanism for each login attempt.");
        }
        _isRejected = true;
        ErrorChallenge = SaslErrorChallenge.TryParse(Slice(token, startIndex, length));

        // Set here and not earlier: MailKit's POP3 client reads the next reply only while the mechanism isn't finished.
        IsAuthenticated = true;
        return OAuthMechanisms.GetErrorAcknowledgement(Mechanism);
    }

    private static byte[]? Slice(byte[]? bytes, int start, int length)
    {
        if (bytes is null || length <= 0) return null;
        if (start == 0 && length == bytes.Length) return bytes;
        var slice = new byte[length];
        Array.Copy(bytes, start, slice, 0, length);
        return slice;
    }

    private static bool FitsInitialResponse(MailProtocol protocol, string name, int length) => protocol switch
    {
        MailProtocol.Imap => true,
        MailProtocol.Smtp => "AUTH ".Length + name.Length + 1 + (length + 2) / 3 * 4 + 2 <= MaximumSmtpCommand,
        _ => false,
    };
}
