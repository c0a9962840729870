namespace OAuthMail;

/// <content>What Microsoft Entra's own codes (AADSTS) say more precisely than the standard's error.</content>
public static partial class Problems
{
    /// <summary>A client secret is wrong.</summary>
    public static Problem ClientSecretWrong { get; } = new(
        "client-secret-wrong", ProblemKind.Configuration, Responsible.Developer,
        "The client secret is not the registration's (AADSTS7000215). Most often the secret's id was copied instead of its value.",
        "Configure the secret's value, which is shown only once, when it is made; make a new one if it is lost.");

    /// <summary>A client secret has ended.</summary>
    public static Problem ClientSecretExpired { get; } = new(
        "client-secret-expired", ProblemKind.Configuration, Responsible.Administrator,
        "The registration's client secret has ended (AADSTS7000222).",
        "Add a new secret, or better a certificate, to the registration and configure it; note its end date.");

    /// <summary>The registration is not in this tenant.</summary>
    public static Problem ClientUnknown { get; } = new(
        "client-unknown", ProblemKind.Configuration, Responsible.Developer,
        "No application with this client id exists in this tenant (AADSTS700016, 700011): wrong id, wrong tenant, wrong cloud, or an administrator has never consented.",
        "Check the client id and the tenant; in another organization's tenant let its administrator consent first.");

    /// <summary>The tenant does not exist.</summary>
    public static Problem TenantUnknown { get; } = new(
        "tenant-unknown", ProblemKind.Configuration, Responsible.Developer,
        "The tenant was not found, or belongs to another cloud (AADSTS90002, 90038, 900382, 900432).",
        "Check the tenant's domain or GUID, and use the provider of the cloud where it is.");

    /// <summary>The flow needs a tenant of its own.</summary>
    public static Problem TenantRequired { get; } = new(
        "tenant-required", ProblemKind.Configuration, Responsible.Developer,
        "The endpoint for all tenants, or for personal accounts, does not take this application or flow (AADSTS9001023, 50194, 9002332, 90019, 50059).",
        "Name the tenant by its domain or GUID, or change the account types that the registration supports.");

    /// <summary>A secret was sent where none belongs, or the reverse.</summary>
    public static Problem ClientKindWrong { get; } = new(
        "client-kind-wrong", ProblemKind.Configuration, Responsible.Developer,
        "The registration is of the other kind: a public client must not send a secret (AADSTS700025), a web client must (AADSTS7000218).",
        "Register the redirect address under 'Mobile and desktop applications' and allow public client flows for a program without a secret; or configure the secret.");

    /// <summary>The redirect address belongs to a page.</summary>
    public static Problem SinglePageClient { get; } = new(
        "single-page-client", ProblemKind.Configuration, Responsible.Developer,
        "The redirect address is registered as a single-page application's, whose refresh tokens end after 24 hours whatever happens (AADSTS700084).",
        "Register the redirect address under 'Mobile and desktop applications' or 'Web' instead, and sign in again.");

    /// <summary>The redirect address is not registered.</summary>
    public static Problem RedirectAddressRefused { get; } = new(
        "redirect-address-refused", ProblemKind.Configuration, Responsible.Developer,
        "The redirect address is not one of the registration's, or none is registered (AADSTS50011, 900971, 500113, 70004; redirect_uri_mismatch).",
        "Register exactly the address that is configured, with its path and case; only the port of http://localhost may differ.");

    /// <summary>The client id is another program's.</summary>
    public static Problem ClientNotOnesOwn { get; } = new(
        "client-not-ones-own", ProblemKind.Configuration, Responsible.Developer,
        "The client id is one of Microsoft's own programs', which may not ask for this resource (AADSTS65002).",
        "Register an application of your own and configure its client id.");

    /// <summary>The registration lacks the permission.</summary>
    public static Problem PermissionMissing { get; } = new(
        "permission-missing", ProblemKind.Configuration, Responsible.Developer,
        "The registration does not list the resource among its permissions, or lists one that is gone, or nobody has consented to what it lists (AADSTS650054, 65005, 650056, 650057).",
        "Add Exchange's permissions for mail under 'API permissions' of the registration, and let an administrator consent to them.");

    /// <summary>The application is switched off.</summary>
    public static Problem ApplicationDisabled { get; } = new(
        "application-disabled", ProblemKind.Policy, Responsible.Administrator,
        "The application is disabled in this tenant, by its administrator or by Microsoft (AADSTS7000112, 70001, 1000031).",
        "Enable it under Enterprise applications, Properties; if it cannot be enabled, ask Microsoft's support why.");

    /// <summary>The authorization server has failed for good.</summary>
    public static Problem AuthorizationServerFailed { get; } = new(
        "authorization-server-failed", ProblemKind.Policy, Responsible.Administrator,
        "The authorization server or a server behind it has failed in a way that it says does not pass (AADSTS90036, 90092, 40008).",
        "Open a support ticket with Microsoft, or with the identity provider of the organization, and name the correlation id and the time.");

    /// <summary>A client assertion does not verify.</summary>
    public static Problem ClientAssertionRefused { get; } = new(
        "client-assertion-refused", ProblemKind.Configuration, Responsible.Administrator,
        "The assertion signed with the certificate does not verify (AADSTS700027, 700024, 50012, 50013): the certificate is not uploaded to the registration, or this machine's clock is wrong.",
        "Upload the certificate's public part to the registration, compare thumbprints, and check the clock.");

    /// <summary>An administrator must consent.</summary>
    public static Problem AdminConsentRequired { get; } = new(
        "admin-consent-required", ProblemKind.Policy, Responsible.Administrator,
        "The tenant lets only an administrator consent to this application's permissions, or an application without a user has nobody's consent (AADSTS90094, 90095, 90099, 65001).",
        "Let an administrator grant consent under Enterprise applications, Permissions, or with the admin consent address.");

    /// <summary>A policy blocks the sign-in.</summary>
    public static Problem SignInBlocked { get; } = new(
        "sign-in-blocked", ProblemKind.Policy, Responsible.Administrator,
        "Conditional Access, security defaults or a tenant restriction blocks this sign-in (AADSTS53003, 53000 to 53011, 530032 to 530035, 500021, 500212, 50131). The device code flow is blocked in many tenants.",
        "Look up the sign-in in the tenant's sign-in log, tab 'Conditional Access'; exclude the application, or use the authorization code flow instead of a device code.");

    /// <summary>The user may not use the application.</summary>
    public static Problem UserNotAdmitted { get; } = new(
        "user-not-admitted", ProblemKind.Policy, Responsible.Administrator,
        "This user is not in the tenant, is not assigned to the application, or is disabled or locked (AADSTS50020, 50034, 50105, 50053, 50057, 90072).",
        "Assign the user to the application, unlock the account, or sign in with an account of the right tenant.");

    /// <summary>The same request came too often.</summary>
    public static Problem RequestLoop { get; } = new(
        "request-loop", ProblemKind.Transient, Responsible.Developer,
        "The server saw the same request too often and stopped answering it (AADSTS50196). The refresh token is still good.",
        "Wait five minutes; then find the program that asks in a loop, often several programs that share an account without sharing a token store.");

    /// <summary>The resource is not there.</summary>
    public static Problem ResourceUnknown { get; } = new(
        "resource-unknown", ProblemKind.Configuration, Responsible.Developer,
        "The resource in the scope is not known in this tenant, or the tenant has no Exchange Online (AADSTS500011, 50001, 650052, 650053).",
        "Use the provider's scopes with their full address; a scope without one is looked for in Microsoft Graph.");
}
