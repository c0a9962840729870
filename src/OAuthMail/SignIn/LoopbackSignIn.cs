using OAuthMail.SignIn;

namespace OAuthMail;

/// <summary>
/// The front end for a person at this machine (RFC 8252 section 7.3): it listens on the loopback interface, opens the browser,
/// and completes the sign-in with what the browser brings back.
/// </summary>
public sealed class LoopbackSignIn
{
    private static readonly TimeSpan LastPage = TimeSpan.FromSeconds(1);

    private readonly MailSignIn _signIn;

    private TimeSpan _timeout = TimeSpan.FromMinutes(5);

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
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or longer than 24 days.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A wait has a positive length, of at most 24 days.");
    }

    /// <summary>What the browser shows at the end.</summary>
    /// <value>A sentence in English by default.</value>
    public string FinalText { get; set; } = "You are signed in. You can close this window.";

    /// <summary>
    /// A claims challenge that a token request was refused with (<see cref="SignInRequiredException.Claims"/>), to be repeated
    /// unchanged.
    /// </summary>
    /// <value>Null by default: usually there is none.</value>
    public string? Claims { get; set; }

    /// <summary>Signs a person in.</summary>
    /// <param name="openBrowserAsync">
    /// Opens the address in the system's browser: never in a view inside the program, which could read the password. Once the browser
    /// has come back, it is not waited for.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who signed in.</returns>
    /// <exception cref="OAuthMailException">Nobody came back in time, the port cannot be had, or the sign-in failed.</exception>
    public async Task<SignInResult> RunAsync(
        Func<Uri, CancellationToken, Task> openBrowserAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(openBrowserAsync);
        using var listener = LoopbackListener.Start(_signIn.RegisteredRedirectUri, _signIn.LoopbackHost);
        var begun = await _signIn.BeginAsync(listener.RedirectUri, Claims, cancellationToken).ConfigureAwait(false);

        using var limit = new TimeLimit(_signIn.Clock, Timeout, cancellationToken);
        var waiting = listener.WaitAsync(begun.State, FinalText, limit.Token);
        try
        {
            var opening = openBrowserAsync(begun.Url, limit.Token);
            if (await Task.WhenAny(opening, waiting).ConfigureAwait(false) == opening) await opening.ConfigureAwait(false);
            var query = await waiting.ConfigureAwait(false);
            var result = await _signIn.CompleteAsync(query, cancellationToken).ConfigureAwait(false);
            await LetEndAsync(opening, limit.Token).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthMailException(
                Problems.SignInTimedOut, $"The browser did not come back to {listener.RedirectUri} within {Timeout}", late);
        }
        finally
        {
            await limit.CancelAsync().ConfigureAwait(false);
            await EndAsync(waiting).ConfigureAwait(false);
        }
    }

    /// <summary>A browser may still be reading the page. One that runs until its window is closed is not waited for.</summary>
    private async Task LetEndAsync(Task opening, CancellationToken cancellationToken) =>
        await Task.WhenAny(opening, _signIn.Clock.Delay(LastPage, cancellationToken)).ConfigureAwait(false);

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
