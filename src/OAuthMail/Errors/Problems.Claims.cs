namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The token is for Microsoft Graph.</summary>
    public static Problem TokenForGraph { get; } = new(
        "token-for-graph", ProblemKind.Configuration, Responsible.Developer,
        "The token is for Microsoft Graph and not for the mail server. The scope was requested without the resource URI, or "
        + "together with a Graph scope.",
        "Request the scope with its resource URI, such as https://outlook.office.com/SMTP.Send, or "
        + "https://outlook.office365.com/.default for an application. Do not request scopes of another resource with it.");

    /// <summary>The token is for another audience.</summary>
    public static Problem TokenAudienceWrong { get; } = new(
        "token-audience-wrong", ProblemKind.Configuration, Responsible.Developer,
        "The token's audience is not this mail server.",
        "Request the scope of the mail server.");

    /// <summary>The token lacks the permission.</summary>
    public static Problem TokenPermissionMissing { get; } = new(
        "token-permission-missing", ProblemKind.Configuration, Responsible.Developer,
        "The token does not contain the permission that this protocol requires.",
        "Add the permission to the application's registration, have it consented to (by an administrator, if the application acts "
        + "without a user), and acquire a new token.");

    /// <summary>The token has expired.</summary>
    public static Problem TokenExpired { get; } = new(
        "token-expired", ProblemKind.TokenRefused, Responsible.Operator,
        "By this machine's clock, the token has expired, is not yet valid, or its remaining lifetime is too short.",
        "Check this machine's clock. If the program supplies tokens itself, it must renew them before they expire.");

    /// <summary>The token was issued by another tenant.</summary>
    public static Problem TokenOfAnotherTenant { get; } = new(
        "token-of-another-tenant", ProblemKind.Configuration, Responsible.Developer,
        "The token was issued by another tenant than the account's tenant.",
        "Correct TenantId, or sign in with an account of the right tenant.");

    /// <summary>The token belongs to another user.</summary>
    public static Problem TokenOfAnotherUser { get; } = new(
        "token-of-another-user", ProblemKind.SignInRequired, Responsible.User,
        "The token belongs to another user than the account's user. This is correct only for a shared or delegated mailbox, or if "
        + "the sign-in name differs from the address.",
        "Sign in again as the account's owner, or set SignInName to the user who has access to the mailbox.");

    /// <summary>The application's token is for another mailbox.</summary>
    public static Problem TokenOfAnotherMailbox { get; } = new(
        "token-of-another-mailbox", ProblemKind.Configuration, Responsible.Developer,
        "The application's token names another mailbox than the account's address.",
        "Correct the account's Address, or use a client registration that has access to this mailbox.");
}
