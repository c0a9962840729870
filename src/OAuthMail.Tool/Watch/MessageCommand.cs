using System.ComponentModel;
using System.Diagnostics;
using MimeKit;
using OAuthMail.MailKit;

namespace OAuthMail.Tool.Watch;

/// <summary>Runs a shell command with a message on its standard input.</summary>
internal static class MessageCommand
{
    /// <summary>Runs the command.</summary>
    /// <exception cref="MessageCommandException">The command cannot be started, or its exit code is not 0.</exception>
    public static async Task RunAsync(string command, ReceivedMail mail, CancellationToken cancellationToken)
    {
        using var message = await mail.GetMessageAsync(cancellationToken).ConfigureAwait(false);
        using var process = Start(command, mail);
        try
        {
            await WriteAsync(message, process, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new MessageCommandException($"The command ended with exit code {process.ExitCode}.");
        }
    }

    private static Process Start(string command, ReceivedMail mail)
    {
        var (shell, option) = OperatingSystem.IsWindows() ? ("cmd.exe", "/c") : ("/bin/sh", "-c");
        var start = new ProcessStartInfo(shell, [option, command]) { RedirectStandardInput = true };

        // Texts of the message are in variables, which no shell interprets.
        start.Environment["OAUTHMAIL_ACCOUNT"] = mail.Account;
        start.Environment["OAUTHMAIL_FOLDER"] = mail.Folder;
        start.Environment["OAUTHMAIL_ID"] = mail.Id;
        start.Environment["OAUTHMAIL_SENDER"] = Clean(mail.Sender);
        start.Environment["OAUTHMAIL_SUBJECT"] = Clean(mail.Subject);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new MessageCommandException($"The command cannot be started: {failure.Message}");
        }
    }

    // A variable cannot contain a NUL, and line ends could add headers where a script writes it into a message.
    private static string Clean(string? text) =>
        string.Concat((text ?? "").Select(character => char.IsControl(character) ? ' ' : character));

    private static async Task WriteAsync(MimeMessage message, Process process, CancellationToken cancellationToken)
    {
        try
        {
            var input = process.StandardInput.BaseStream;
            await message.WriteToAsync(input, cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command does not read the whole message. Its exit code says whether it succeeded.
        }
    }
}
