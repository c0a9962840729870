namespace OAuthMail;

public static partial class Problems
{
    /// <summary>Options are invalid.</summary>
    public static Problem OptionsInvalid { get; } = new(
        "options-invalid", ProblemKind.Configuration, Responsible.Developer,
        "One or more options are missing, malformed or contradictory. Nothing was sent.",
        "Correct the options that are named.");

    /// <summary>No user has signed in for the account.</summary>
    public static Problem NotSignedIn { get; } = new(
        "not-signed-in", ProblemKind.SignInRequired, Responsible.User,
        "The account uses a user's consent, and the token store contains no refresh token for it. No user has signed in yet, the scope, "
        + "the client id, the token endpoint or the sign-in name was changed after the sign-in, or the stored record was removed.",
        "Sign in for this account once. A consent belongs to its scope: if only the scope was changed by mistake, restore it.");

    /// <summary>The mail server rejected a new token too.</summary>
    public static Problem FreshTokenRefused { get; } = new(
        "fresh-token-refused", ProblemKind.Policy, Responsible.Administrator,
        "The mail server rejected a token that was issued a moment ago. The cause is not the token's age, but the mailbox, its "
        + "permissions, the protocol's setting or the scopes.",
        "Run a connection test for the account, and follow the mail server's reply.");

    /// <summary>The renewal timed out.</summary>
    public static Problem RenewalTimedOut { get; } = new(
        "renewal-timed-out", ProblemKind.Transient, Responsible.Operator,
        "No token could be acquired in time: the authorization server did not answer, or another process held the account's lease.",
        "Try again. If the problem persists, check the connection to the authorization server, and look for a process that shares "
        + "the token store and does not respond.");

    /// <summary>The token source failed with an unexpected exception.</summary>
    public static Problem TokenSourceFailed { get; } = new(
        "token-source-failed", ProblemKind.Transient, Responsible.Developer,
        "The token source of this account failed with an unexpected exception.",
        "Read the inner exception. It was thrown by the token source that the program supplied.");

    /// <summary>The renewed token belongs to another identity.</summary>
    public static Problem AnotherIdentity { get; } = new(
        "another-identity", ProblemKind.SignInRequired, Responsible.User,
        "The token belongs to another identity than the one that signed in for this account. The browser probably had a session of "
        + "that user.",
        "Sign in again as the account's owner, in a private browser window, or after choosing \"Use another account\".");
}
