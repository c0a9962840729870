namespace OAuthMail;

/// <content>Microsoft Entra error codes (AADSTS) about the user who signs in.</content>
public static partial class Problems
{
    /// <summary>The user has not consented to the application.</summary>
    public static Problem ConsentRequired { get; } = new(
        "consent-required", ProblemKind.SignInRequired, Responsible.User,
        "The user has not consented to the application and its permissions, has declined, or has revoked the consent (AADSTS65001, "
        + "65004, consent_required).",
        "Sign in again for this account and consent. If the page asks for an administrator, have an administrator grant consent for "
        + "the tenant.");

    /// <summary>The user must change the password.</summary>
    public static Problem PasswordChangeRequired { get; } = new(
        "password-change-required", ProblemKind.SignInRequired, Responsible.User,
        "The user's password has expired or must be changed first (AADSTS50055, 50144, 50135).",
        "Change the password on the sign-in page, and sign in again for this account.");

    /// <summary>The sign-in requires a managed device.</summary>
    public static Problem ManagedDeviceRequired { get; } = new(
        "managed-device-required", ProblemKind.SignInRequired, Responsible.User,
        "The tenant allows the sign-in only from a registered device, and the device was not recognized as registered (AADSTS50097, "
        + "50155, 50187).",
        "Sign in again with the browser of a registered device. If that is rejected too, ask the tenant's administrator to exclude "
        + "the application from the policy.");

    /// <summary>A policy requires the user to sign in again.</summary>
    public static Problem SignInFrequency { get; } = new(
        "sign-in-frequency", ProblemKind.SignInRequired, Responsible.User,
        "A policy requires users to sign in again after a fixed time, regardless of their activity (AADSTS70043; invalid_rapt at "
        + "Google). It will happen again.",
        "Sign in again for this account. To avoid it, ask the administrator to exempt the application from the policy, or use a "
        + "flow without a user.");

    /// <summary>The authorization server rejected the device code.</summary>
    public static Problem DeviceCodeRefused { get; } = new(
        "device-code-refused", ProblemKind.SignInRequired, Responsible.User,
        "The device code is unknown, was used before, or belongs to another cloud (AADSTS70018, 90119, 90120, 50134).",
        "Begin the sign-in again, and enter the new code once at the address that is shown with it.");

    /// <summary>The user has not completed the sign-in yet.</summary>
    public static Problem SignInPending { get; } = new(
        "sign-in-pending", ProblemKind.Transient, Responsible.User,
        "The user has not completed the sign-in on the other device yet (authorization_pending, AADSTS70016).",
        "Enter the code and complete the sign-in.");

    /// <summary>Microsoft restricted the account.</summary>
    public static Problem AccountRestricted { get; } = new(
        "account-restricted", ProblemKind.Policy, Responsible.User,
        "Microsoft restricted this personal account (AADSTS70000, \"service abuse mode\"). Signing in to this program again does "
        + "not help.",
        "Sign in at https://account.microsoft.com with a browser and follow the instructions.");

    /// <summary>The authorization server rejected the password.</summary>
    public static Problem PasswordRefused { get; } = new(
        "password-refused", ProblemKind.Configuration, Responsible.User,
        "The user name or the password is wrong, or the account has no password (AADSTS50126, 50056).",
        "Correct the password. It is better to use a flow with a browser, or a flow without a user.");

    /// <summary>The organization's directory did not confirm the sign-in.</summary>
    public static Problem OnPremisesSignInFailed { get; } = new(
        "on-premises-sign-in-failed", ProblemKind.Policy, Responsible.Administrator,
        "The agent that validates passwords against the organization's directory failed or rejected the password: the directory is "
        + "unreachable, the time is outside the user's logon hours, or a clock is wrong (AADSTS80001, 80007, 80010, 80012, 80013).",
        "Check the pass-through authentication agents, their clocks, and the user's logon hours.");
}
