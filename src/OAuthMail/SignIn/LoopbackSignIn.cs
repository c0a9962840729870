using OAuthMail.Diagnosis;

namespace OAuthMail.SignIn;

/// <summary>
/// The front end for a person at this machine (RFC 8252 section 7.3): it listens on the loopback interface, opens the browser,
/// and completes the sign-in with what the browser brings back.
/// </summary>
public sealed class LoopbackSignIn
{
    private readonly MailSignIn _signIn;

    /// <summary>Prepares the front end.</summary>
    /// <param name="signIn">The sign-in to run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signIn"/> is null.</exception>
    public LoopbackSignIn(MailSignIn signIn)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        _signIn = signIn;
    }

    /// <summary>How long to wait for the browser.</summary>
    /// <value>Five minutes by default. The sign-in can be completed later all the same, by pasting the address.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What the browser shows at the end.</summary>
    /// <value>A sentence in English by default.</value>
    public string FinalText { get; set; } = "You are signed in. You can close this window.";

    /// <summary>Signs a person in.</summary>
    /// <param name="openBrowserAsync">Opens the address in the system's browser: never in a view inside the program, which could read the password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who signed in.</returns>
    /// <exception cref="OAuthMailException">Nobody came back in time, the port cannot be had, or the sign-in failed.</exception>
    public async Task<SignInResult> RunAsync(Func<Uri, CancellationToken, Task> openBrowserAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(openBrowserAsync);
        using var listener = LoopbackListener.Start(_signIn.RegisteredRedirectUri, _signIn.LoopbackHost);
        var begun = await _signIn.BeginAsync(listener.RedirectUri, claims: null, cancellationToken).ConfigureAwait(false);

        using var timeout = _signIn.Clock.CreateCancellationTokenSource(Timeout);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var waiting = listener.WaitAsync(begun.State, FinalText, ending.Token);
        try
        {
            await openBrowserAsync(begun.Url, cancellationToken).ConfigureAwait(false);
            var query = await waiting.ConfigureAwait(false);
            return await _signIn.CompleteAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthMailException(Problems.SignInTimedOut, $"The browser did not come back to {listener.RedirectUri} within {Timeout}", late);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await EndAsync(waiting).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(Task waiting)
    {
        try
        {
            await waiting.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the browser any more.
        }
    }
}
