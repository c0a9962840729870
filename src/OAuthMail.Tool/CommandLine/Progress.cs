using Spectre.Console;

namespace OAuthMail.Tool.CommandLine;

/// <summary>
/// Shows on standard error that a command is waiting, if it takes longer than a second and a person sees it. Commands that mail programs
/// run show nothing: standard error may be the screen of the mail program.
/// </summary>
internal static class Progress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a task.</summary>
    /// <param name="text">What the command is waiting for.</param>
    /// <param name="task">The task.</param>
    public static async Task<T> ShowAsync<T>(string text, Task<T> task)
    {
        if (!Terminal.ShowsProgress) return await task.ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        if (await Task.WhenAny(task, Task.Delay(Patience, stop.Token)).ConfigureAwait(false) == task)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            return await task.ConfigureAwait(false);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            Interactive = InteractionSupport.Yes,
        });
        return await console.Status().StartAsync(Markup.Escape(text), _ => task).ConfigureAwait(false);
    }
}
