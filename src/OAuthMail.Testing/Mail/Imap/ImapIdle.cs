using System.Threading.Channels;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Implements IDLE (RFC 2177): sends changes of the folder immediately until the client sends DONE.</summary>
internal static class ImapIdle
{
    public static async Task RunAsync(ImapConnection connection, CancellationToken cancellationToken)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void Wake(object? sender, EventArgs change) => wake.Writer.TryWrite(true);

        var folder = connection.Selection?.Folder;
        if (folder is not null)
        {
            folder.Changed += Wake;
            folder.Invalidated += Wake;
        }

        connection.Faults.Added += Wake;
        Task<ReceivedLine>? reading = null;
        var idles = false;
        using var limit = connection.Options.IdleLimit is { } most
            ? new CancellationTokenSource(most, connection.Options.TimeProvider)
            : new CancellationTokenSource();
        using var awake = limit.Token.Register(() => Wake(null, EventArgs.Empty));
        try
        {
            await connection.SendAsync("+ idling", cancellationToken).ConfigureAwait(false);
            reading = connection.ReadLineAsync(connection.Options.CommandLimit, cancellationToken);
            connection.Idling.Enter();
            idles = true;
            while (!reading.IsCompleted)
            {
                if (limit.IsCancellationRequested) await connection.EndIdleAsync(cancellationToken).ConfigureAwait(false);
                await connection.EndIfInvalidAsync(cancellationToken).ConfigureAwait(false);
                await connection.IdleFaultAsync(cancellationToken).ConfigureAwait(false);
                connection.Selection?.Sync(connection.Writer);
                await connection.FlushAsync(cancellationToken).ConfigureAwait(false);
                await Task.WhenAny(reading, wake.Reader.WaitToReadAsync(cancellationToken).AsTask()).ConfigureAwait(false);
                wake.Reader.TryRead(out _);
            }

            var line = await reading.ConfigureAwait(false);
            connection.Transcript.Add(TranscriptSide.Client, Redaction.Command(line.Text, verbAt: 0));
            if (!line.Text.Equals("DONE", StringComparison.OrdinalIgnoreCase)) throw new ImapSyntaxException("DONE was expected");
        }
        finally
        {
            if (folder is not null)
            {
                folder.Changed -= Wake;
                folder.Invalidated -= Wake;
            }

            if (idles) connection.Idling.Leave();
            connection.Faults.Added -= Wake;
            // The connection may be closed during the read. The exception is observed here, so that it is not reported
            // as unobserved.
            _ = reading?.ContinueWith(
                static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
