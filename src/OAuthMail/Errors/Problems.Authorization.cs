namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The authorization server does not accept the client's credential.</summary>
    public static Problem ClientRefused { get; } = new(
        "client-refused", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server does not know the client id, or does not accept the secret, certificate or assertion that came with it (invalid_client).",
        "Check the client id, and that the secret's value (not its id) or the right certificate is configured, that it has not expired, and that the registration is of the kind that has one.");

    /// <summary>The client may not use this flow or these scopes.</summary>
    public static Problem ClientNotAllowed { get; } = new(
        "client-not-allowed", ProblemKind.Configuration, Responsible.Developer,
        "The client is known, but not registered for this flow, these scopes or this tenant (unauthorized_client).",
        "Check the registration: the flow must be enabled, the permissions granted, and the tenant must be the one where it was made or consented to.");

    /// <summary>The server does not know a scope, or does not give it to this client.</summary>
    public static Problem ScopeRefused { get; } = new(
        "scope-refused", ProblemKind.Configuration, Responsible.Developer,
        "A requested scope is unknown, malformed, not granted to this client or by this person, or mixes several resources (invalid_scope, invalid_target).",
        "Use the provider's mail scopes, with their full resource address, of one resource only; sign in again after the scopes were changed.");

    /// <summary>The server finds the request itself wrong.</summary>
    public static Problem RequestRefused { get; } = new(
        "request-refused", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server finds a parameter missing, doubled or wrong (invalid_request, unsupported_grant_type).",
        "Check the endpoints, the tenant and the extra parameters against what the server says.");

    /// <summary>The refresh token is not accepted any more.</summary>
    public static Problem RefreshTokenRefused { get; } = new(
        "refresh-token-refused", ProblemKind.SignInRequired, Responsible.User,
        "The stored consent has ended: it was revoked, expired through disuse, or the person's password or a policy changed (invalid_grant).",
        "Sign in again for this account.");

    /// <summary>The server wants a person: consent, a second factor, new terms.</summary>
    public static Problem InteractionRequired { get; } = new(
        "interaction-required", ProblemKind.SignInRequired, Responsible.User,
        "The authorization server wants a person to do something, such as to consent or to give a second factor, before it issues a token.",
        "Sign in again for this account.");

    /// <summary>An assertion or a code was not accepted.</summary>
    public static Problem GrantRefused { get; } = new(
        "grant-refused", ProblemKind.Configuration, Responsible.Developer,
        "The authorization server does not accept the assertion or code: wrong subject, wrong or deleted key, a clock that is wrong, or a code used twice (invalid_grant).",
        "Check the mailbox's name, the key and this machine's clock; where it was a code, begin the sign-in again.");

    /// <summary>The person or a policy said no.</summary>
    public static Problem AccessDenied { get; } = new(
        "access-denied", ProblemKind.Policy, Responsible.Administrator,
        "The person, or a policy of the tenant, refused the sign-in or the consent (access_denied).",
        "Sign in again and accept, or ask the tenant's administrator to allow the application.");

    /// <summary>The authorization server could not be reached.</summary>
    public static Problem AuthorizationServerUnreachable { get; } = new(
        "authorization-server-unreachable", ProblemKind.Transient, Responsible.Operator,
        "The authorization server could not be reached, or the connection was lost: name resolution, network, proxy, TLS, or the server itself.",
        "Check from this machine that the address that is named can be reached over https, through the proxy if there is one.");

    /// <summary>The authorization server is there, but cannot answer now.</summary>
    public static Problem AuthorizationServerBusy { get; } = new(
        "authorization-server-busy", ProblemKind.Transient, Responsible.Nobody,
        "The authorization server answered that it is overloaded or out of order, or that this client asks too often (HTTP 408, 429, 5xx).",
        "Wait; it is tried again by itself. Where it persists, look for other programs that use the same registration.");

    /// <summary>Something else answered in the authorization server's place.</summary>
    public static Problem AuthorizationServerIntercepted { get; } = new(
        "authorization-server-intercepted", ProblemKind.Transient, Responsible.Operator,
        "What answered is not the authorization server, but something in its place, and it has seen the request: a captive portal that wants a sign-in to the network, a proxy, or a firewall. It answered with a web page, with a redirect to another host, which was not followed, or with HTTP 511 (RFC 6585 section 6).",
        "Sign in to the network, or exempt the authorization server's address from the proxy; it is tried again by itself. Where nothing is in between, correct the endpoint's address.");

    /// <summary>The answer is not one of a token endpoint.</summary>
    public static Problem TokenAnswerInvalid { get; } = new(
        "token-answer-invalid", ProblemKind.Protocol, Responsible.Operator,
        "What answered is not what RFC 6749 section 5 describes: a page that says that there is no such address, truncated or oversized JSON, no token, or one of another type.",
        "Check the token endpoint's address, and whether a proxy or a captive portal answers in its place.");

    /// <summary>The answer tried to send a credential elsewhere.</summary>
    public static Problem CredentialRedirected { get; } = new(
        "credential-redirected", ProblemKind.Security, Responsible.Developer,
        "The endpoint answered with a redirect to another address of its own, or the answer came from another address. A credential sent there may have been seen by a stranger.",
        "Correct the endpoint's address, make sure that the HTTP client follows no redirects, and replace the secret if it was followed.");

    /// <summary>The provider cannot do what was asked for.</summary>
    public static Problem FlowNotSupported { get; } = new(
        "flow-not-supported", ProblemKind.Configuration, Responsible.Developer,
        "The provider does not offer this way of getting a token for mail.",
        "Choose one of the flows that are named.");
}
