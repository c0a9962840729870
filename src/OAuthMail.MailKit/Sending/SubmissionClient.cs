using MailKit.Net.Smtp;
using MimeKit;

namespace OAuthMail.MailKit.Sending;

/// <summary>
/// MailKit's client, which also knows how much of a message has gone out: the difference between what the server certainly did not take,
/// and what it may have taken.
/// </summary>
internal sealed class SubmissionClient(IProtocolLogger logger) : SmtpClient(logger), ITransferProgress
{
    private long _whole = long.MaxValue;

    /// <summary>How much of the message was handed over, in octets as they go over the wire.</summary>
    public long Handed { get; private set; }

    /// <summary>Whether the final dot may be on its way, so that the server may take the message.</summary>
    /// <remarks>
    /// MailKit writes the dot when all of the message is written. The logger sees it too, in case that a message has become shorter since
    /// it was measured.
    /// </remarks>
    public bool MayBeTaken => Handed >= _whole || (ProtocolLogger as MailProtocolLogger)?.HasSentMessage == true;

    /// <summary>What kept the message from being read, where it was not the server or the network.</summary>
    public Exception? MessageFailure { get; private set; }

    /// <summary>Forgets the former message.</summary>
    public void BeginMessage()
    {
        _whole = long.MaxValue;
        Handed = 0;
        MessageFailure = null;
        (ProtocolLogger as MailProtocolLogger)?.BeginMessage();
    }

    void ITransferProgress.Report(long bytesTransferred, long totalSize) => Handed = bytesTransferred;

    void ITransferProgress.Report(long bytesTransferred) => Handed = bytesTransferred;

    /// <summary>Reads what has no encoding yet, to choose one: an attachment's failure is not the connection's.</summary>
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        try
        {
            base.Prepare(options, message, constraint, maxLineLength);
        }
        catch (Exception failure)
        {
            MessageFailure = failure;
            throw;
        }
    }

    protected override async Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken)
    {
        using var meter = new MessageMeter();
        try
        {
            await message.WriteToAsync(options, meter, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            MessageFailure = failure;
            throw;
        }

        // BDAT (RFC 3030) puts no dots before dots.
        _whole = (Capabilities & (SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime)) != 0 ? meter.Length : meter.Length + meter.Dots;
        return meter.Length;
    }
}
