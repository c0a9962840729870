namespace OAuthMail;

/// <content>Microsoft Entra error codes (AADSTS) that are more precise than the standard error code.</content>
public static partial class Problems
{
    /// <summary>The client secret is wrong.</summary>
    public static Problem ClientSecretWrong { get; } = new(
        "client-secret-wrong", ProblemKind.Configuration, Responsible.Developer,
        "The client secret is not the registration's secret (AADSTS7000215). Most often, the secret's id was copied instead of its "
        + "value.",
        "Configure the secret's value, which is shown only once, when it is created. Create a new secret if the value is lost.");

    /// <summary>The client secret has expired.</summary>
    public static Problem ClientSecretExpired { get; } = new(
        "client-secret-expired", ProblemKind.Configuration, Responsible.Administrator,
        "The client secret of the registration has expired (AADSTS7000222).",
        "Add a new secret, or better a certificate, to the registration and configure it. Note its expiration date.");

    /// <summary>The tenant does not know the client id.</summary>
    public static Problem ClientUnknown { get; } = new(
        "client-unknown", ProblemKind.Configuration, Responsible.Developer,
        "The tenant contains no application with this client id (AADSTS700016, 700011): the client id, the tenant or the cloud is "
        + "wrong, or no administrator has consented.",
        "Check the client id and the tenant. In another organization's tenant, its administrator must consent first.");

    /// <summary>The tenant was not found.</summary>
    public static Problem TenantUnknown { get; } = new(
        "tenant-unknown", ProblemKind.Configuration, Responsible.Developer,
        "The tenant was not found, or belongs to another cloud (AADSTS90002, 90038, 900382, 900432).",
        "Check the tenant's domain or GUID, and use the provider of its cloud.");

    /// <summary>The flow requires a specific tenant.</summary>
    public static Problem TenantRequired { get; } = new(
        "tenant-required", ProblemKind.Configuration, Responsible.Developer,
        "The endpoint for all tenants, or for personal accounts, does not support this application or flow (AADSTS9001023, 50194, "
        + "9002332, 90019, 50059).",
        "Set the tenant to its domain or GUID, or change the account types that the registration supports.");

    /// <summary>The registration is of the other client type.</summary>
    public static Problem ClientKindWrong { get; } = new(
        "client-kind-wrong", ProblemKind.Configuration, Responsible.Developer,
        "The registration is of the other client type: a public client must not send a secret (AADSTS700025), and a confidential "
        + "client must send one (AADSTS7000218).",
        "For a program without a secret, register the redirect URI under \"Mobile and desktop applications\" and allow public "
        + "client flows. Otherwise, configure the secret.");

    /// <summary>The redirect URI belongs to a single-page application.</summary>
    public static Problem SinglePageClient { get; } = new(
        "single-page-client", ProblemKind.Configuration, Responsible.Developer,
        "The redirect URI is registered for a single-page application, whose refresh tokens expire after 24 hours (AADSTS700084).",
        "Register the redirect URI under \"Mobile and desktop applications\" or \"Web\" instead, and sign in again.");

    /// <summary>The redirect URI is not registered.</summary>
    public static Problem RedirectAddressRefused { get; } = new(
        "redirect-address-refused", ProblemKind.Configuration, Responsible.Developer,
        "The redirect URI is not registered for the client (AADSTS50011, 900971, 500113, 70004; redirect_uri_mismatch).",
        "Register exactly the configured URI, including its path and case. Only the port of http://localhost may differ.");

    /// <summary>The client id belongs to Microsoft.</summary>
    public static Problem ClientNotOnesOwn { get; } = new(
        "client-not-ones-own", ProblemKind.Configuration, Responsible.Developer,
        "The client id belongs to one of Microsoft's own programs, which may not request this resource (AADSTS65002).",
        "Register your own application and configure its client id.");

    /// <summary>The registration lacks the permission.</summary>
    public static Problem PermissionMissing { get; } = new(
        "permission-missing", ProblemKind.Configuration, Responsible.Developer,
        "The registration does not list the resource among its permissions, lists a permission that no longer exists, or has no "
        + "consent for its permissions (AADSTS650054, 65005, 650056, 650057).",
        "Add Exchange's mail permissions under \"API permissions\" of the registration, and have an administrator consent to them.");

    /// <summary>The application is disabled.</summary>
    public static Problem ApplicationDisabled { get; } = new(
        "application-disabled", ProblemKind.Policy, Responsible.Administrator,
        "The application is disabled in this tenant by its administrator or by Microsoft (AADSTS7000112, 70001, 1000031).",
        "Enable it under \"Enterprise applications\", \"Properties\". If it cannot be enabled, ask Microsoft's support for the reason.");

    /// <summary>The authorization server failed permanently.</summary>
    public static Problem AuthorizationServerFailed { get; } = new(
        "authorization-server-failed", ProblemKind.Policy, Responsible.Administrator,
        "The authorization server, or a server behind it, reports a failure that is not temporary (AADSTS90036, 90092, 40008).",
        "Open a support ticket with Microsoft, or with the organization's identity provider. Include the correlation id and the time.");

    /// <summary>The authorization server rejected the client assertion.</summary>
    public static Problem ClientAssertionRefused { get; } = new(
        "client-assertion-refused", ProblemKind.Configuration, Responsible.Administrator,
        "The signature of the client assertion cannot be verified (AADSTS700027, 700024, 50012, 50013): the certificate is not "
        + "uploaded to the registration, or this machine's clock is wrong.",
        "Upload the certificate's public part to the registration, compare the thumbprints, and check the clock.");

    /// <summary>An administrator must consent.</summary>
    public static Problem AdminConsentRequired { get; } = new(
        "admin-consent-required", ProblemKind.Policy, Responsible.Administrator,
        "The tenant requires an administrator to consent to this application's permissions, or no consent exists for an application "
        + "without a user (AADSTS90094, 90095, 90099, 65001).",
        "Have an administrator grant consent under \"Enterprise applications\", \"Permissions\", or with the admin consent URL.");

    /// <summary>A policy blocks the sign-in.</summary>
    public static Problem SignInBlocked { get; } = new(
        "sign-in-blocked", ProblemKind.Policy, Responsible.Administrator,
        "Conditional Access, security defaults or a tenant restriction blocks this sign-in (AADSTS53003, 53000 to 53011, 530032 to "
        + "530035, 500021, 500212, 50131). Many tenants block the device code flow.",
        "Find the sign-in in the tenant's sign-in log, tab \"Conditional Access\". Exclude the application, or use the "
        + "authorization code flow instead of the device code flow.");

    /// <summary>The user is not allowed to use the application.</summary>
    public static Problem UserNotAdmitted { get; } = new(
        "user-not-admitted", ProblemKind.Policy, Responsible.Administrator,
        "The user is not in the tenant, is not assigned to the application, or is disabled or locked (AADSTS50020, 50034, 50105, "
        + "50053, 50057, 90072).",
        "Assign the user to the application, unlock the account, or sign in with an account of the right tenant.");

    /// <summary>The same request was sent too often.</summary>
    public static Problem RequestLoop { get; } = new(
        "request-loop", ProblemKind.Transient, Responsible.Developer,
        "The authorization server received the same request too often and stopped answering it (AADSTS50196). The refresh token is "
        + "still valid.",
        "Wait five minutes. Then find the program that sends the request in a loop. Often, several programs share an account but "
        + "not a token store.");

    /// <summary>The tenant does not know the resource.</summary>
    public static Problem ResourceUnknown { get; } = new(
        "resource-unknown", ProblemKind.Configuration, Responsible.Developer,
        "The tenant does not know the resource in the scope, or has no Exchange Online (AADSTS500011, 50001, 650052, 650053).",
        "Use the provider's scopes with their full URI. A scope without a URI is assumed to belong to Microsoft Graph.");
}
