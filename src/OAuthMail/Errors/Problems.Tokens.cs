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

    /// <summary>A function of the program that prepares mail clients failed.</summary>
    public static Problem ClientSetupFailed { get; } = new(
        "client-setup-failed", ProblemKind.Configuration, Responsible.Developer,
        "A function with which the program prepares mail clients (ConfigureClient or CreateProtocolLogger) threw an exception.",
        "Read the inner exception, and correct the function.");

    /// <summary>The file with a user's password cannot be read.</summary>
    public static Problem PasswordUnreadable { get; } = new(
        "password-unreadable", ProblemKind.Configuration, Responsible.Operator,
        "The file with the user's password is missing, empty or not readable. The running program still uses the previous password, and "
        + "cannot be restarted.",
        "Restore the file, and its permissions for the user that runs the program.");

    /// <summary>The program disposed the HTTP connections of its accounts.</summary>
    public static Problem HttpDisposed { get; } = new(
        "http-disposed", ProblemKind.Configuration, Responsible.Developer,
        "The program disposed the OAuthHttp, or the HttpClient in it, while accounts still use it.",
        "Dispose it when the program ends. Create one for the whole program, not one for each account or call.");

    /// <summary>The renewed token belongs to another identity.</summary>
    public static Problem AnotherIdentity { get; } = new(
        "another-identity", ProblemKind.SignInRequired, Responsible.User,
        "The token belongs to another identity than the one that signed in for this account. The browser probably had a session of "
        + "that user.",
        "Sign in again as the account's owner, in a private browser window, or after choosing \"Use another account\".");
}
