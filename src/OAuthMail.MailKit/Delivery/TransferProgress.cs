using MailKit.Net.Smtp;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Protocol;

namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// Tracks how much of a message a client has written. It decides whether the server certainly did not accept the message, or may have.
/// </summary>
/// <remarks>
/// A <see cref="TrackingSmtpClient"/> knows the exact length. Another client reports the length without the dots that DATA adds, or no
/// length. The message then counts as possibly accepted somewhat early, which prevents a second delivery.
/// </remarks>
internal sealed class TransferProgress(SmtpClient client) : ITransferProgress
{
    /// <summary>
    /// The minimum time to wait for the reply to a complete message, in milliseconds (RFC 5321 section 4.5.3.2.6). A server may scan the
    /// message before it replies. If the client gave up earlier, the delivery would be unknown although the server accepts the message.
    /// </summary>
    private const int MinimumReplyTimeout = 10 * 60 * 1000;

    private readonly TrackingSmtpClient? _tracking = client as TrackingSmtpClient;
    private readonly MailProtocolLogger? _logger = MailServices.GetLogger(client);
    private readonly int _usualTimeout = client.Timeout;
    private long _written;
    private long _reportedLength = long.MaxValue;

    /// <summary>Gets a value that indicates whether a part of the message was written.</summary>
    public bool HasBegun => _written > 0;

    /// <summary>Gets a value that indicates whether the end of the message may have been sent, so that the server may accept it.</summary>
    /// <remarks>
    /// MailKit writes the end of the data after the last octet of the message. The logger sees it as well, in case a message has become
    /// shorter since it was measured.
    /// </remarks>
    public bool MayBeAccepted => _written >= Length || _logger?.HasSentMessage == true;

    /// <summary>
    /// Gets the exception thrown while the message was read, or <see langword="null"/> if there was none or it is unknown.
    /// </summary>
    public Exception? MessageFailure => _tracking?.MessageFailure;

    private long Length => _tracking is null ? _reportedLength : _tracking.MessageLength ?? long.MaxValue;

    /// <summary>Starts to track a message.</summary>
    public void Begin()
    {
        _tracking?.BeginMessage();
        _logger?.BeginMessage();
    }

    /// <summary>Restores the client's time-out.</summary>
    public void End()
    {
        if (client.Timeout != _usualTimeout) client.Timeout = _usualTimeout;
    }

    void ITransferProgress.Report(long bytesTransferred, long totalSize)
    {
        (_written, _reportedLength) = (bytesTransferred, totalSize);
        if (MayBeAccepted && client.Timeout is > 0 and < MinimumReplyTimeout) client.Timeout = MinimumReplyTimeout;
    }

    void ITransferProgress.Report(long bytesTransferred) => ((ITransferProgress)this).Report(bytesTransferred, 0);
}
