namespace OAuthMail.Diagnosis;

public static partial class Problems
{
    /// <summary>A freshly issued token was refused as well.</summary>
    public static Problem FreshTokenRefused { get; } = new(
        "fresh-token-refused", ProblemKind.Policy, Responsible.Administrator,
        "The mail server refused a token that had only just been issued. The token is not the cause: the mailbox, its permissions, the protocol's switch or the scopes are.",
        "Run a connection test for the account, and act on what the mail server said.");
}
