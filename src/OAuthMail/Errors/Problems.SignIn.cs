namespace OAuthMail;

public static partial class Problems
{
    /// <summary>A device's codes ended before anybody entered them.</summary>
    public static Problem DeviceCodeExpired { get; } = new(
        "device-code-expired", ProblemKind.SignInRequired, Responsible.User,
        "The code for signing in on another device was not entered in time.",
        "Begin again, and enter the new code within the time that is shown.");

    /// <summary>A redirect cannot be understood.</summary>
    public static Problem RedirectInvalid { get; } = new(
        "redirect-invalid", ProblemKind.Protocol, Responsible.User,
        "What was pasted or received is not the address to which the browser was sent at the end of a sign-in, or it names a parameter twice.",
        "Copy the whole address from the browser's address bar after signing in, beginning with http.");

    /// <summary>No sign-in waits for this redirect.</summary>
    public static Problem SignInNotPending { get; } = new(
        "sign-in-not-pending", ProblemKind.SignInRequired, Responsible.User,
        "No sign-in of this account waits for this answer: it was completed already, has expired, was begun with another token store, or the answer is forged.",
        "Begin the sign-in again and finish that one.");

    /// <summary>The redirect names another issuer.</summary>
    public static Problem IssuerMismatch { get; } = new(
        "issuer-mismatch", ProblemKind.Security, Responsible.Developer,
        "The redirect came from another authorization server than the one where the sign-in began, or lacks the issuer that this server promises (RFC 9207). The code was not sent anywhere.",
        "Check the issuer that is configured; if it is right, somebody tries to mix up two authorization servers.");

    /// <summary>The consent gives no refresh token.</summary>
    public static Problem NoRefreshToken { get; } = new(
        "no-refresh-token", ProblemKind.Configuration, Responsible.Developer,
        "The sign-in succeeded, but the server gave no refresh token, so the consent would last an hour.",
        "Ask for offline access: the scope offline_access at Microsoft and most servers, access_type=offline with prompt=consent at Google and Zoho.");

    /// <summary>The person left out the mail scopes.</summary>
    public static Problem ScopeNotGranted { get; } = new(
        "scope-not-granted", ProblemKind.SignInRequired, Responsible.User,
        "The person signed in, but did not grant the permission for mail: the consent page lets one leave it out.",
        "Sign in again, and leave the permission for mail ticked.");

    /// <summary>Somebody else signed in.</summary>
    public static Problem WrongPerson { get; } = new(
        "wrong-person", ProblemKind.SignInRequired, Responsible.User,
        "Another person signed in than the one whose mailbox this is; a browser that was still signed in does this.",
        "Sign in again in a private browser window or after choosing 'Use another account'; or set SignInName where this person may use the mailbox.");

    /// <summary>The loopback listener heard nothing.</summary>
    public static Problem SignInTimedOut { get; } = new(
        "sign-in-timed-out", ProblemKind.SignInRequired, Responsible.User,
        "The browser did not come back to this program in time. The sign-in still waits, and can be finished by pasting the address.",
        "Finish signing in and paste the address at which the browser ended, or begin again.");

    /// <summary>The loopback listener cannot listen.</summary>
    public static Problem LoopbackUnavailable { get; } = new(
        "loopback-unavailable", ProblemKind.Configuration, Responsible.Operator,
        "This program cannot listen on the loopback address to which the browser is to be sent.",
        "Free the port, configure a redirect address with another or none, or sign in by pasting the address.");

    /// <summary>Discovery failed its own rules.</summary>
    public static Problem MetadataInvalid { get; } = new(
        "metadata-invalid", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server's metadata is missing, malformed, or names another issuer than the one it was asked for (RFC 8414 section 3.3).",
        "Check the issuer, character by character; or name the endpoints instead.");
}
