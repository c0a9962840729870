namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The token is for Microsoft Graph.</summary>
    public static Problem TokenForGraph { get; } = new(
        "token-for-graph", ProblemKind.Configuration, Responsible.Developer,
        "The token is for Microsoft Graph, not for the mail server: the scope was asked for without the resource's address, or together with a Graph scope.",
        "Ask for the scope with the resource's address before it, such as https://outlook.office.com/SMTP.Send, or https://outlook.office365.com/.default for an application, and for no scope of another resource with it.");

    /// <summary>The token is for another audience.</summary>
    public static Problem TokenAudienceWrong { get; } = new(
        "token-audience-wrong", ProblemKind.Configuration, Responsible.Developer,
        "The token's audience is not this mail server.",
        "Ask for the scope that belongs to the mail server.");

    /// <summary>The token lacks the permission.</summary>
    public static Problem TokenPermissionMissing { get; } = new(
        "token-permission-missing", ProblemKind.Configuration, Responsible.Developer,
        "The token does not carry the permission that this protocol needs.",
        "Add the permission to the application's registration, have it consented to (by an administrator for an application without a user), and get a new token.");

    /// <summary>The token has ended.</summary>
    public static Problem TokenExpired { get; } = new(
        "token-expired", ProblemKind.TokenRefused, Responsible.Operator,
        "The token has ended or has not begun by this machine's clock, or lasts for too short a time.",
        "Check this machine's clock; a token provider of your own must renew tokens before they end.");

    /// <summary>The token is of another tenant.</summary>
    public static Problem TokenOfAnotherTenant { get; } = new(
        "token-of-another-tenant", ProblemKind.Configuration, Responsible.Developer,
        "The token was issued by another tenant than the account's.",
        "Correct TenantId, or sign in with an account of the right tenant.");

    /// <summary>The token is another user's.</summary>
    public static Problem TokenOfAnotherUser { get; } = new(
        "token-of-another-user", ProblemKind.SignInRequired, Responsible.User,
        "The token names another user than the one who should sign in. That is right only for a shared or delegated mailbox, or where the sign-in name is not the address.",
        "Sign in again as the account's owner, or set SignInName to the person who may use the mailbox.");
}
