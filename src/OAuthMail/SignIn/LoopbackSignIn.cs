using OAuthMail.Accounts;
using OAuthMail.Providers;
using OAuthMail.SignIn;

namespace OAuthMail;

/// <summary>
/// Signs a user in with the browser of this machine (RFC 8252 section 7.3): it listens on the loopback interface, opens the browser, and
/// completes the sign-in with the redirect.
/// </summary>
public sealed class LoopbackSignIn
{
    private static readonly TimeSpan LastPage = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<Target>> _chooseAsync;
    private readonly Func<string, CancellationToken, Task<SignInResult>> _completeAsync;
    private readonly TimeProvider _clock;

    private TimeSpan _timeout = TimeSpan.FromMinutes(5);

    /// <summary>Initializes a new instance of the <see cref="LoopbackSignIn"/> class.</summary>
    /// <param name="signIn">The sign-in.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signIn"/> is <see langword="null"/>.</exception>
    public LoopbackSignIn(MailSignIn signIn)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        _chooseAsync = async cancellationToken =>
        {
            var side = await signIn.ChooseSideAsync(cancellationToken).ConfigureAwait(false);
            return new Target(side.Registration, (redirectUri, claims, ct) => signIn.BeginAsync(side, redirectUri, claims, ct));
        };
        _completeAsync = signIn.CompleteAsync;
        _clock = signIn.Clock;
    }

    /// <summary>
    /// Initializes a new instance of the <see cref="LoopbackSignIn"/> class for an account of an application, such as a desktop
    /// program with a service container.
    /// </summary>
    /// <param name="signIn">The application's sign-ins.</param>
    /// <param name="account">The account.</param>
    /// <param name="protocol">
    /// A protocol that cannot log in, such as <see cref="SignInRequiredException.Protocol"/>, for an account with separate
    /// registrations for incoming and outgoing mail; or <see langword="null"/> for the registration that requires a sign-in.
    /// </param>
    /// <param name="timeProvider">The clock, or <see langword="null"/> for <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="signIn"/> or <paramref name="account"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="protocol"/> is <see langword="null"/>, and the account's registrations have different redirect URIs.
    /// </exception>
    public LoopbackSignIn(IMailSignIn signIn, MailAccount account, MailProtocol? protocol = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(account);
        var registration = ChooseRegistration(account, protocol);
        var target = new Target(registration, (redirectUri, claims, ct) => signIn.BeginAsync(
            account.Name, new BrowserSignInRequest { Protocol = protocol, RedirectUri = redirectUri, Claims = claims }, ct));
        _chooseAsync = _ => Task.FromResult(target);
        _completeAsync = signIn.CompleteAsync;
        _clock = timeProvider ?? TimeProvider.System;
    }

    private delegate Task<PendingSignIn> BeginMethod(Uri redirectUri, string? claims, CancellationToken cancellationToken);

    /// <summary>Gets or sets how long to wait for the browser.</summary>
    /// <value>The default is 5 minutes. After the time-out, the sign-in can still be completed by pasting the address.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or longer than 24 days.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A wait has a positive length, of at most 24 days.");
    }

    /// <summary>Gets or sets the text that the browser shows after the sign-in.</summary>
    /// <value>The default is a sentence in English.</value>
    public string FinalText { get; set; } = "You are signed in. You can close this window.";

    /// <summary>
    /// Gets or sets the claims challenge of a rejected token request (<see cref="SignInRequiredException.Claims"/>), which the sign-in must
    /// send unchanged.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: there is usually none. With <see cref="IMailSignIn"/>, the challenge that was remembered with
    /// the state of the account is sent.
    /// </value>
    public string? Claims { get; set; }

    /// <summary>Signs a user in.</summary>
    /// <param name="openBrowserAsync">
    /// Opens the address in the system's browser. Do not use a view inside the program, which could read the password. The method does
    /// not wait for this task after the redirect was received.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The result, with the user who signed in.</returns>
    /// <exception cref="OAuthMailException">The browser did not return in time, the port is in use, or the sign-in failed.</exception>
    public async Task<SignInResult> RunAsync(
        Func<Uri, CancellationToken, Task> openBrowserAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(openBrowserAsync);
        var target = await _chooseAsync(cancellationToken).ConfigureAwait(false);
        using var listener = LoopbackListener.Start(target.Registration.RedirectUri, target.Registration.Provider.LoopbackHost);
        var begun = await target.BeginAsync(listener.RedirectUri, Claims, cancellationToken).ConfigureAwait(false);

        using var limit = new TimeLimit(_clock, Timeout, cancellationToken);
        var waiting = listener.WaitAsync(begun.State, FinalText, limit.Token);
        try
        {
            var opening = openBrowserAsync(begun.Url, limit.Token);
            if (await Task.WhenAny(opening, waiting).ConfigureAwait(false) == opening) await opening.ConfigureAwait(false);
            var query = await waiting.ConfigureAwait(false);
            var result = await _completeAsync(query, cancellationToken).ConfigureAwait(false);
            await LetEndAsync(opening, limit.Token).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OAuthMailException(
                Problems.SignInTimedOut, $"The browser did not return to {listener.RedirectUri} within {Timeout}", late);
        }
        finally
        {
            await limit.CancelAsync().ConfigureAwait(false);
            await EndAsync(waiting).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Gives the browser a moment to read the page. A browser process that runs until its window is closed is not awaited.
    /// </summary>
    private async Task LetEndAsync(Task opening, CancellationToken cancellationToken) =>
        await Task.WhenAny(opening, _clock.Delay(LastPage, cancellationToken)).ConfigureAwait(false);

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

    /// <summary>Returns the registration whose redirect URI is used. Without a protocol, both must have the same.</summary>
    private static AccountRegistration ChooseRegistration(MailAccount account, MailProtocol? protocol)
    {
        if (protocol is { } known) return account.GetRegistration(known);
        var (incoming, outgoing) = (account.Incoming, account.Outgoing);
        if (!incoming.Flow.HasSignIn()) return outgoing;
        if (outgoing.Flow.HasSignIn() && (incoming.RedirectUri != outgoing.RedirectUri
            || incoming.Provider.LoopbackHost != outgoing.Provider.LoopbackHost))
        {
            throw new ArgumentException(
                $"The account '{account.Name}' has different redirect URIs for incoming and outgoing mail. Specify the protocol.",
                nameof(protocol));
        }

        return incoming;
    }

    /// <summary>The registration for which a user signs in, and how its sign-in begins.</summary>
    private sealed record Target(AccountRegistration Registration, BeginMethod BeginAsync);
}
