using OAuthMail.MailKit;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Watch;

/// <summary>Handles a message of <c>oauthmail watch</c>.</summary>
internal sealed class WatchHandler(WatchRun watch) : IMailHandler
{
    public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
    {
        // The position is stored after this method returns, and a failure counts as an attempt.
        if (watch.HasEnded) await watch.LeaveAsync(cancellationToken).ConfigureAwait(false);
        if (watch.Command is { } command) await MessageCommand.RunAsync(command, mail, cancellationToken).ConfigureAwait(false);
        else Write(mail);
        watch.Handled();
    }

    private void Write(ReceivedMail mail)
    {
        try
        {
            MessageLine.Write(mail, watch.WritesJson);
        }
        catch (IOException)
        {
            // Nobody reads the lines any more. The message is written again by the next watch.
            watch.End(ExitCodes.File);
            throw;
        }
    }
}
