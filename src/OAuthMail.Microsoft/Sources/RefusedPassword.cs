using System.Runtime.ExceptionServices;
using OAuthMail.Diagnosis;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Remembers the password that was refused, so that it is not sent again and again: a directory that counts failures would lock its user
/// out. Another password is sent as soon as there is one.
/// </summary>
internal sealed class RefusedPassword(TimeProvider clock)
{
    /// <summary>Long enough for any directory to have forgotten the failure before, and short enough for a user who was unlocked meanwhile.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    // AADSTS50053 is a lock-out, which every further attempt prolongs.
    private const int LockedOut = 50053;

    private volatile Refusal? _last;

    public void ThrowIfSame(string password)
    {
        if (_last is not { } last || last.Fingerprint != Fingerprint(password)) return;
        var now = clock.GetUtcNow();
        if (now >= last.At && now - last.At < Rest) last.Failure.Throw();
    }

    public void Remember(string password, TokenRequestException failure)
    {
        var counts = failure.Problem == Problems.PasswordRefused || failure.Problem == Problems.OnPremisesSignInFailed || failure.ErrorCodes.Contains(LockedOut);
        if (counts) _last = new Refusal(Fingerprint(password), clock.GetUtcNow(), ExceptionDispatchInfo.Capture(failure));
    }

    private static string Fingerprint(string password) => Hashing.Fingerprint("refused-password", password);

    private sealed record Refusal(string Fingerprint, DateTimeOffset At, ExceptionDispatchInfo Failure);
}
