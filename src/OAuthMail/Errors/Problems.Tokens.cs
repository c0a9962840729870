namespace OAuthMail;

public static partial class Problems
{
    /// <summary>An option is missing, malformed, or contradicts another.</summary>
    public static Problem OptionsInvalid { get; } = new(
        "options-invalid", ProblemKind.Configuration, Responsible.Developer,
        "One or more options are missing, malformed, or contradict each other. Nothing was sent anywhere.",
        "Correct the options that are named.");

    /// <summary>Nobody has signed in for this account yet.</summary>
    public static Problem NotSignedIn { get; } = new(
        "not-signed-in", ProblemKind.SignInRequired, Responsible.User,
        "The account uses a person's consent, and no refresh token is stored for it: nobody has signed in yet, or the stored record was removed.",
        "Sign in for this account once.");

    /// <summary>A freshly issued token was refused as well.</summary>
    public static Problem FreshTokenRefused { get; } = new(
        "fresh-token-refused", ProblemKind.Policy, Responsible.Administrator,
        "The mail server refused a token that had only just been issued. The token is not the cause: the mailbox, its permissions, the protocol's switch or the scopes are.",
        "Run a connection test for the account, and act on what the mail server said.");

    /// <summary>A renewal took too long.</summary>
    public static Problem RenewalTimedOut { get; } = new(
        "renewal-timed-out", ProblemKind.Transient, Responsible.Operator,
        "A new token could not be had in time: the authorization server did not answer, or another process held the account's lease for the whole time.",
        "Try again; if it persists, check the network path to the authorization server and look for a stuck process that shares the token store.");

    /// <summary>A token source failed in a way that it does not report itself.</summary>
    public static Problem TokenSourceFailed { get; } = new(
        "token-source-failed", ProblemKind.Transient, Responsible.Developer,
        "The code that fetches tokens for this account failed with an exception of its own.",
        "Read the inner exception; it comes from the token source that the program supplied.");

    /// <summary>The renewed token belongs to another identity than the one that signed in.</summary>
    public static Problem AnotherIdentity { get; } = new(
        "another-identity", ProblemKind.Security, Responsible.User,
        "The token belongs to another identity than the one remembered for this account. A browser that was still signed in as somebody else does this.",
        "Sign in again as the account's owner, in a private browser window or after choosing 'Use another account'.");
}
