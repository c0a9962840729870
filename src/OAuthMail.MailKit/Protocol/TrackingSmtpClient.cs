using MailKit.Net.Smtp;
using MimeKit;

namespace OAuthMail.MailKit.Protocol;

/// <summary>
/// A MailKit client that knows the exact number of octets in which it sends a message, and whether a failure was caused by the message
/// itself. Without that, a sender can't tell a message that the server certainly didn't accept from one that it may have accepted.
/// </summary>
internal sealed class TrackingSmtpClient(IProtocolLogger logger) : SmtpClient(logger)
{
    /// <summary>Gets the octets that the message has on the wire, or <see langword="null"/> if it wasn't measured yet.</summary>
    public long? MessageLength { get; private set; }

    /// <summary>Gets the exception thrown while the message was read, or <see langword="null"/> if there was none.</summary>
    public Exception? MessageFailure { get; private set; }

    /// <summary>Discards the state of the previous message.</summary>
    public void BeginMessage()
    {
        MessageLength = null;
        MessageFailure = null;
    }

    /// <summary>Raises the event. An exception of a handler is ignored, because the server has accepted the message.</summary>
    protected override void OnMessageSent(MessageSentEventArgs e) => ClientEvents.Raise(() => base.OnMessageSent(e));

    protected override void OnDisconnected(string host, int port, SecureSocketOptions options, bool requested) =>
        ClientEvents.Raise(() => base.OnDisconnected(host, port, options, requested));

    /// <summary>Reads the content that has no transfer encoding yet, in order to choose one.</summary>
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        try
        {
            base.Prepare(options, message, constraint, maxLineLength);
            BareReturns.Encode(message.Body);
        }
        catch (Exception failure)
        {
            MessageFailure = failure;
            throw;
        }
    }

    protected override async Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken)
    {
        using var measure = new WireSizeStream();
        try
        {
            await message.WriteToAsync(options, measure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            MessageFailure = failure;
            throw;
        }

        if (measure.HasBareReturn && (Capabilities & SmtpCapabilities.BinaryMime) == 0)
        {
            MessageFailure = new InvalidOperationException(
                "The message contains a carriage return without a line feed, in a header or in a part that must not be changed. Servers "
                + "differ in whether it ends a line (RFC 5321 section 2.3.8), so the message was not sent. Remove it.");
            throw MessageFailure;
        }

        // BDAT (RFC 3030) doesn't add dots.
        var isChunked = (Capabilities & (SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime)) != 0;
        MessageLength = isChunked ? measure.Length : measure.Length + measure.Dots;
        return measure.Length;
    }
}
