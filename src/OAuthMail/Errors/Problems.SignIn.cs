namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The device code has expired.</summary>
    public static Problem DeviceCodeExpired { get; } = new(
        "device-code-expired", ProblemKind.SignInRequired, Responsible.User,
        "The code for signing in on another device was not entered in time.",
        "Begin again, and enter the new code within the time that is shown.");

    /// <summary>The redirect cannot be parsed.</summary>
    public static Problem RedirectInvalid { get; } = new(
        "redirect-invalid", ProblemKind.Protocol, Responsible.User,
        "The pasted or received text is not the address to which the browser was redirected at the end of a sign-in, or it contains "
        + "a parameter twice.",
        "Copy the whole address from the browser's address bar after signing in, beginning with http.");

    /// <summary>No pending sign-in matches the redirect.</summary>
    public static Problem SignInNotPending { get; } = new(
        "sign-in-not-pending", ProblemKind.SignInRequired, Responsible.User,
        "No pending sign-in of this account matches the redirect: it was completed before, it has expired, it was begun with "
        + "another token store, or the redirect is forged.",
        "Begin the sign-in again and complete that one.");

    /// <summary>The redirect names another issuer.</summary>
    public static Problem IssuerMismatch { get; } = new(
        "issuer-mismatch", ProblemKind.Security, Responsible.Developer,
        "The redirect came from another authorization server than the one where the sign-in began, or lacks the issuer that this "
        + "server promises to send (RFC 9207). The authorization code was not sent.",
        "Check the configured issuer. If it is right, an attacker is trying to mix up two authorization servers.");

    /// <summary>The authorization server issued no refresh token.</summary>
    public static Problem NoRefreshToken { get; } = new(
        "no-refresh-token", ProblemKind.Configuration, Responsible.Developer,
        "The sign-in succeeded, but the server issued no refresh token, so that the consent would last for an hour only.",
        "Request offline access: the scope offline_access at Microsoft and most servers, or access_type=offline with prompt=consent "
        + "at Google and Zoho.");

    /// <summary>The user did not grant the mail scopes.</summary>
    public static Problem ScopeNotGranted { get; } = new(
        "scope-not-granted", ProblemKind.SignInRequired, Responsible.User,
        "The user signed in, but did not grant the permission for mail. The consent page allows users to deselect it.",
        "Sign in again, and leave the permission for mail selected.");

    /// <summary>Another user signed in.</summary>
    public static Problem WrongPerson { get; } = new(
        "wrong-person", ProblemKind.SignInRequired, Responsible.User,
        "Another user signed in than the owner of the mailbox. The browser probably had a session of that user.",
        "Sign in again in a private browser window, or after choosing \"Use another account\". If this user has access to the "
        + "mailbox, set SignInName.");

    /// <summary>The mail server rejected the login after a sign-in, and neither the user nor the token's scope is known.</summary>
    public static Problem SignInNotAccepted { get; } = new(
        "sign-in-not-accepted", ProblemKind.SignInRequired, Responsible.User,
        "After the sign-in, the mail server rejected the login. The server returned neither the name of the user nor a readable token, "
        + "so the cause is unknown: another user may have signed in, or the scope may be wrong.",
        "Sign in again in a private browser window as the owner of the mailbox. If that does not help, compare the scope with the mail "
        + "provider's documentation.");

    /// <summary>The browser did not return in time.</summary>
    public static Problem SignInTimedOut { get; } = new(
        "sign-in-timed-out", ProblemKind.SignInRequired, Responsible.User,
        "The browser did not return to this program in time. The sign-in is still pending, and can be completed by pasting the address.",
        "Complete the sign-in and paste the address to which the browser was redirected, or begin again.");

    /// <summary>The program cannot listen on the loopback address.</summary>
    public static Problem LoopbackUnavailable { get; } = new(
        "loopback-unavailable", ProblemKind.Configuration, Responsible.Operator,
        "This program cannot listen on the loopback address to which the browser would be redirected.",
        "Free the port, configure a redirect URI with another port or without one, or sign in by pasting the address.");

    /// <summary>The metadata of the authorization server is invalid.</summary>
    public static Problem MetadataInvalid { get; } = new(
        "metadata-invalid", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server's metadata is missing or malformed, or names another issuer than the requested one (RFC 8414 "
        + "section 3.3).",
        "Compare the issuer character by character, or configure the endpoints instead.");
}
