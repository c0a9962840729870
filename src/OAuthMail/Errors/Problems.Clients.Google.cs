namespace OAuthMail;

/// <content>Reasons for which authorization servers reject a client or its key.</content>
public static partial class Problems
{
    /// <summary>The client was deleted.</summary>
    public static Problem ClientDeleted { get; } = new(
        "client-deleted", ProblemKind.Configuration, Responsible.Developer,
        "The client id was deleted at the provider (deleted_client). Google deletes clients that are not used for "
        + "months.",
        "Restore the client within 30 days, or create a new one and configure the new client id and secret. Users "
        + "must sign in again.");

    /// <summary>The application is in its test phase.</summary>
    public static Problem AppInTesting { get; } = new(
        "app-in-testing", ProblemKind.Configuration, Responsible.Developer,
        "The application's consent screen is in its test phase or not verified, and this user is not one of its "
        + "test users.",
        "Add the user to the test users, or publish the application. Consents given to an application in its test "
        + "phase expire after seven days.");

    /// <summary>The organization does not trust the application.</summary>
    public static Problem AppNotTrusted { get; } = new(
        "app-not-trusted", ProblemKind.Policy, Responsible.Administrator,
        "The administrator of the organization has not allowed this application to use the mail scope "
        + "(admin_policy_enforced).",
        "Have the administrator trust the client id. Google Workspace: Admin console, Security, API controls, App "
        + "access control.");

    /// <summary>The service account has no delegation.</summary>
    public static Problem DelegationMissing { get; } = new(
        "delegation-missing", ProblemKind.Policy, Responsible.Administrator,
        "The service account is not authorized for the whole domain: its numeric client id is not listed with "
        + "exactly this scope, the entry is not effective yet, or the subject is a group or an alias.",
        "Have the administrator add the numeric client id of the service account and the scope under Admin "
        + "console, Security, API controls, Domain-wide delegation, and wait up to 24 hours.");

    /// <summary>The impersonated user does not exist.</summary>
    public static Problem DelegatedUserUnknown { get; } = new(
        "delegated-user-unknown", ProblemKind.Configuration, Responsible.Developer,
        "The user in whose name the service account acts does not exist, or the subject is not the primary "
        + "address of a user.",
        "Correct the account's address. It must be the primary address of a user of the organization, not a group "
        + "or an alias.");

    /// <summary>The key of the service account is not valid.</summary>
    public static Problem ServiceAccountKeyRefused { get; } = new(
        "service-account-key-refused", ProblemKind.Configuration, Responsible.Developer,
        "The signature of the assertion is wrong, or the service account or its key was deleted or disabled.",
        "Download another key of the service account, and configure its file.");

    /// <summary>The clock of this machine is wrong.</summary>
    public static Problem ClockWrong { get; } = new(
        "clock-wrong", ProblemKind.Configuration, Responsible.Operator,
        "The authorization server rejects the times in the signed request: the clock of this machine is wrong by "
        + "minutes.",
        "Set the clock of this machine, and have it synchronized (NTP).");

    /// <summary>The federated credential does not match.</summary>
    public static Problem FederatedCredentialRefused { get; } = new(
        "federated-credential-refused", ProblemKind.Configuration, Responsible.Administrator,
        "No federated credential of the registration matches the issuer, the subject and the audience of the "
        + "workload's token (AADSTS70021, 700211 to 700213).",
        "Add or correct the federated credential under \"Certificates & secrets\". Issuer, subject and audience are "
        + "compared character by character.");

    /// <summary>The tenant is blocked.</summary>
    public static Problem TenantBlocked { get; } = new(
        "tenant-blocked", ProblemKind.Policy, Responsible.Administrator,
        "The tenant was blocked or disabled, because it is inactive, its subscription has ended, or Microsoft "
        + "restricted it (AADSTS5000224, 5000225, 500014).",
        "Have the administrator restore the subscription, or ask Microsoft's support.");
}
