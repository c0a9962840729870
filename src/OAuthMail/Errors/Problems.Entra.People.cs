namespace OAuthMail;

/// <content>What Microsoft Entra's own codes (AADSTS) say about the person who signs in.</content>
public static partial class Problems
{
    /// <summary>Nobody has consented to the application.</summary>
    public static Problem ConsentRequired { get; } = new(
        "consent-required", ProblemKind.SignInRequired, Responsible.User,
        "The person has not consented to the application and these permissions, has declined, or has taken the consent back (AADSTS65001, 65004, consent_required).",
        "Sign in again for this account and consent; where the page asks for an administrator, let one grant consent for the tenant.");

    /// <summary>The password must be changed first.</summary>
    public static Problem PasswordChangeRequired { get; } = new(
        "password-change-required", ProblemKind.SignInRequired, Responsible.User,
        "The person's password has expired or must be changed before anything else (AADSTS50055, 50144, 50135).",
        "Change the password, as the sign-in page asks for, and sign in again for this account.");

    /// <summary>The sign-in must come from a device that the tenant knows.</summary>
    public static Problem ManagedDeviceRequired { get; } = new(
        "managed-device-required", ProblemKind.SignInRequired, Responsible.User,
        "The tenant takes the sign-in only from a device that is registered with it, and the device did not prove that it is (AADSTS50097, 50155, 50187).",
        "Sign in again with the browser of a registered device; if that is refused too, ask the tenant's administrator to exclude the application from the policy.");

    /// <summary>A policy ends every sign-in after a while.</summary>
    public static Problem SignInFrequency { get; } = new(
        "sign-in-frequency", ProblemKind.SignInRequired, Responsible.User,
        "A policy makes people sign in again after a fixed time, whatever they do in between (AADSTS70043; invalid_rapt at Google). It will happen again.",
        "Sign in again for this account; ask the administrator to exempt the application from the policy, or let the application log in without a person.");

    /// <summary>A device's code is not one that waits.</summary>
    public static Problem DeviceCodeRefused { get; } = new(
        "device-code-refused", ProblemKind.SignInRequired, Responsible.User,
        "The code of the sign-in on another device is unknown, was answered before, or belongs to another cloud (AADSTS70018, 90119, 90120, 50134).",
        "Begin the sign-in again, and enter the new code once, at the address that is shown with it.");

    /// <summary>The person at the other device has not decided yet.</summary>
    public static Problem SignInPending { get; } = new(
        "sign-in-pending", ProblemKind.Transient, Responsible.User,
        "The sign-in on another device has begun, and the person has not finished it (authorization_pending, AADSTS70016).",
        "Enter the code and finish signing in.");

    /// <summary>Microsoft has restricted the account.</summary>
    public static Problem AccountRestricted { get; } = new(
        "account-restricted", ProblemKind.Policy, Responsible.User,
        "Microsoft has restricted this personal account (AADSTS70000, 'service abuse mode'). Signing in for this program again does not help.",
        "Sign in at https://account.microsoft.com with a browser and follow what it asks for.");

    /// <summary>A password was refused.</summary>
    public static Problem PasswordRefused { get; } = new(
        "password-refused", ProblemKind.Configuration, Responsible.User,
        "The user name or the password is wrong, or the account has no password (AADSTS50126, 50056).",
        "Correct the password; better, let the person sign in with a browser, or the application without a person.");

    /// <summary>The organization's own servers did not confirm the sign-in.</summary>
    public static Problem OnPremisesSignInFailed { get; } = new(
        "on-premises-sign-in-failed", ProblemKind.Policy, Responsible.Administrator,
        "The agent that checks passwords against the organization's own directory could not, or its answer was no: not reachable, outside logon hours, a clock that is wrong (AADSTS80001, 80007, 80010, 80012, 80013).",
        "Check the pass-through authentication agents, their clock and the user's logon hours.");
}
