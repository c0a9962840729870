namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The authorization server rejected the client's credential.</summary>
    public static Problem ClientRefused { get; } = new(
        "client-refused", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server does not know the client id, or rejects the secret, certificate or assertion that was sent with "
        + "it (invalid_client), or the registration was deleted or disabled.",
        "Check the client id, and that the registration still exists and is enabled. Check that the secret's value (not its id) or the "
        + "right certificate is configured, that it has not "
        + "expired, and that the registration is of a type that uses one.");

    /// <summary>The client is not allowed to use this flow or these scopes.</summary>
    public static Problem ClientNotAllowed { get; } = new(
        "client-not-allowed", ProblemKind.Configuration, Responsible.Developer,
        "The client is known, but it is not registered for this flow, these scopes or this tenant (unauthorized_client).",
        "Check the registration: the flow must be enabled, the permissions granted, and the tenant must be the one in which the "
        + "application was registered or consented to.");

    /// <summary>The authorization server rejected a scope.</summary>
    public static Problem ScopeRefused { get; } = new(
        "scope-refused", ProblemKind.Configuration, Responsible.Developer,
        "A requested scope is missing, unknown, malformed, not granted to this client or by this user, or belongs to another resource than "
        + "the others (invalid_scope, invalid_target).",
        "Request the provider's mail scopes, with their full resource URI and of one resource only. Sign in again after the scopes "
        + "have changed.");

    /// <summary>The authorization server rejected the request.</summary>
    public static Problem RequestRefused { get; } = new(
        "request-refused", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server reports that a parameter is missing, repeated or invalid (invalid_request, unsupported_grant_type).",
        "Compare the endpoints, the tenant and the additional parameters with the server's message.");

    /// <summary>The authorization server rejected the refresh token.</summary>
    public static Problem RefreshTokenRefused { get; } = new(
        "refresh-token-refused", ProblemKind.SignInRequired, Responsible.User,
        "The stored consent is no longer valid. It was revoked, it expired because it was not used, or the user's password or a "
        + "policy changed (invalid_grant).",
        "Sign in again for this account.");

    /// <summary>The authorization server requires the user to interact.</summary>
    public static Problem InteractionRequired { get; } = new(
        "interaction-required", ProblemKind.SignInRequired, Responsible.User,
        "The authorization server requires a user to do something, such as to consent or to complete a second factor, before it "
        + "issues a token.",
        "Sign in again for this account.");

    /// <summary>The authorization server rejected an assertion or an authorization code.</summary>
    public static Problem GrantRefused { get; } = new(
        "grant-refused", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server rejects the assertion or the authorization code: its subject is wrong, its key is wrong or "
        + "deleted, a clock is wrong, or a code was used twice (invalid_grant).",
        "Check the mailbox's name, the key and this machine's clock. If it was an authorization code, begin the sign-in again.");

    /// <summary>The user or a policy denied the sign-in.</summary>
    public static Problem AccessDenied { get; } = new(
        "access-denied", ProblemKind.Policy, Responsible.Administrator,
        "The user, or a policy of the tenant, denied the sign-in or the consent (access_denied).",
        "Sign in again and accept, or ask the tenant's administrator to allow the application.");

    /// <summary>The authorization server cannot be reached.</summary>
    public static Problem AuthorizationServerUnreachable { get; } = new(
        "authorization-server-unreachable", ProblemKind.Transient, Responsible.Operator,
        "The authorization server cannot be reached, or the connection was lost. The cause is name resolution, the network, a "
        + "proxy, TLS, or the server itself.",
        "Check that this machine can connect to the named address over https, through the proxy if there is one.");

    /// <summary>The authorization server is temporarily unavailable.</summary>
    public static Problem AuthorizationServerBusy { get; } = new(
        "authorization-server-busy", ProblemKind.Transient, Responsible.None,
        "The authorization server answered that it is overloaded or unavailable, or that this client sends too many requests (HTTP "
        + "408, 429, 5xx).",
        "Wait. The request is retried automatically. If the problem persists, look for other programs that use the same registration.");

    /// <summary>Another system answered instead of the authorization server.</summary>
    public static Problem AuthorizationServerIntercepted { get; } = new(
        "authorization-server-intercepted", ProblemKind.Transient, Responsible.Operator,
        "Another system answered instead of the authorization server, and received the request: a captive portal that requires a "
        + "login to the network, a proxy, or a firewall. It answered with a web page, with a redirect to another host, which was not "
        + "followed, or with HTTP 511 (RFC 6585 section 6).",
        "Log in to the network, or exempt the authorization server's address from the proxy. The request is retried automatically. "
        + "If there is no such system, correct the endpoint's address.");

    /// <summary>The response is not a token response.</summary>
    public static Problem TokenAnswerInvalid { get; } = new(
        "token-answer-invalid", ProblemKind.Protocol, Responsible.Operator,
        "The response does not conform to RFC 6749 section 5: it is a page that reports an unknown address, truncated or oversized "
        + "JSON, or it contains no token or a token of another type.",
        "Check the token endpoint's address, and whether a proxy or another service answers instead of the authorization server.");

    /// <summary>The endpoint redirected a request that carries a credential.</summary>
    public static Problem CredentialRedirected { get; } = new(
        "credential-redirected", ProblemKind.Security, Responsible.Developer,
        "The endpoint answered with a redirect to another of its addresses, or the response came from another address. A credential "
        + "that was sent there may be compromised.",
        "Correct the endpoint's address. Make sure that the HTTP client does not follow redirects. Replace the secret if a redirect "
        + "was followed.");

    /// <summary>The provider does not support the flow.</summary>
    public static Problem FlowNotSupported { get; } = new(
        "flow-not-supported", ProblemKind.Configuration, Responsible.Developer,
        "The provider does not support this flow for mail.",
        "Use one of the flows that the message names.");
}
