using System.Net;

namespace OAuthMail.MailKit;

/// <summary>
/// What XOAUTH2 and OAUTHBEARER have in common: one message with an access token, and one error challenge that must be answered before
/// the server says that it refuses. Made for one attempt to log in; a second attempt needs a new one, with the token that is good then.
/// </summary>
/// <remarks>
/// Unlike MailKit's own mechanisms, these keep the error challenge, answer it on all three protocols, send long messages on a line of
/// their own where the protocol wants that, and encode the user's name as UTF-8.
/// </remarks>
public abstract class OAuthSaslMechanism : SaslMechanism
{
    /// <summary>
    /// The longest SMTP command line, in octets with CR LF (RFC 5321 section 4.5.3.1.4, which RFC 4954 section 4 keeps for AUTH).
    /// </summary>
    private const int MaximumSmtpCommand = 512;

    private readonly MailProtocol _protocol;
    private readonly byte[] _message;
    private bool _isSent;
    private bool _isRefused;

    private protected OAuthSaslMechanism(OAuthMechanism mechanism, MailProtocol protocol, string userName, byte[] message)
        : base(new NetworkCredential(userName, ""))
    {
        Mechanism = mechanism;
        _protocol = protocol;
        _message = message;
        SupportsInitialResponse = FitsInitialResponse(protocol, MechanismName, message.Length);
    }

    /// <summary>Which of the two it is.</summary>
    public OAuthMechanism Mechanism { get; }

    /// <summary>The name on the wire.</summary>
    public sealed override string MechanismName => OAuthMechanisms.GetName(Mechanism);

    /// <summary>
    /// Whether the message goes on the line of the command. In POP3 never, because servers refuse the long line; in SMTP where the line
    /// stays within 512 octets (RFC 4954 section 4); in IMAP always, where the server offers SASL-IR.
    /// </summary>
    public sealed override bool SupportsInitialResponse { get; }

    /// <summary>What the server said in the challenge that refused the token; null where it sent none, or none that can be read.</summary>
    public SaslErrorChallenge? ErrorChallenge { get; private set; }

    /// <summary>The message as it goes over the wire: a secret.</summary>
    internal string Message => Convert.ToBase64String(_message);

    /// <summary>Gives the message, and then acknowledges the error challenge if one comes.</summary>
    /// <param name="token">The server's challenge, decoded; null or empty before the message.</param>
    /// <param name="startIndex">Where it begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="cancellationToken">Not used: nothing here waits.</param>
    /// <returns>What to send.</returns>
    /// <exception cref="SaslException">
    /// The server goes on asking after its error challenge was answered, or the mechanism was used before.
    /// </exception>
    protected sealed override byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken)
    {
        if (!_isSent)
        {
            // A client that gives nothing first gets an empty challenge; whatever stands in it, the message is the answer.
            _isSent = true;
            return _message;
        }

        if (_isRefused)
        {
            throw new SaslException(
                MechanismName, SaslErrorCode.InvalidChallenge, "The server sent another challenge after its error challenge was answered.");
        }
        if (token is null)
        {
            throw new SaslException(
                MechanismName, SaslErrorCode.InvalidChallenge,
                "The challenge is no base64, or the mechanism was used before: it is for one attempt.");
        }
        _isRefused = true;
        ErrorChallenge = SaslErrorChallenge.TryParse(Slice(token, startIndex, length));

        // Now, and not before: MailKit's POP3 client reads on only while a mechanism is not through.
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
