using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;

namespace OAuthMail.Testing;

/// <summary>
/// Represents an OAuth 2.0 authorization server in the current process, on a loopback port, with TLS.
/// <see cref="MailTestHost"/> starts it. Its tokens are signed. The mail servers validate them and reject expired and
/// revoked tokens.
/// </summary>
public sealed class TestAuthorizationServer
{
    private readonly ServerState _state;

    internal TestAuthorizationServer(ServerState state)
    {
        _state = state;
        Checker = new AccessTokenChecker(state);
    }

    /// <summary>Gets the issuer, as it is in the metadata.</summary>
    public string Issuer => _state.Dialect.Issuer;

    /// <summary>Gets a value that indicates whether redirects contain <c>iss</c> (RFC 9207).</summary>
    public bool SendsIssuer => _state.Dialect.SendsIssuer;

    /// <summary>Gets the authorization endpoint.</summary>
    public Uri AuthorizationEndpoint => UriOf(ServerEndpoint.Authorization);

    /// <summary>Gets the token endpoint.</summary>
    public Uri TokenEndpoint => UriOf(ServerEndpoint.Token);

    /// <summary>Gets the device authorization endpoint.</summary>
    public Uri DeviceAuthorizationEndpoint => UriOf(ServerEndpoint.DeviceAuthorization);

    /// <summary>Gets the revocation endpoint, or <see langword="null"/> in the Entra dialect, which has none.</summary>
    public Uri? RevocationEndpoint => _state.Dialect.HasRevocation ? UriOf(ServerEndpoint.Revocation) : null;

    /// <summary>
    /// Gets the managed identity endpoint of Azure App Service, or <see langword="null"/> in other dialects than the
    /// Entra dialect. Set it as the environment variable <c>IDENTITY_ENDPOINT</c>, and
    /// <see cref="ManagedIdentityHeader"/> as <c>IDENTITY_HEADER</c>.
    /// </summary>
    public Uri? ManagedIdentityEndpoint => _state.Dialect is EntraDialect ? UriOf(ServerEndpoint.ManagedIdentity) : null;

    /// <summary>
    /// Gets the value of the header that requests to <see cref="ManagedIdentityEndpoint"/> must contain.
    /// </summary>
    public string ManagedIdentityHeader => _state.ManagedIdentityHeader;

    /// <summary>Gets the address of the public keys.</summary>
    public Uri JwksUri => UriOf(ServerEndpoint.Jwks);

    /// <summary>
    /// Gets the address of the OpenID Connect Discovery document, whose path is the path of the issuer with an appended
    /// segment.
    /// </summary>
    public Uri OpenIdConfiguration => UriOf(ServerEndpoint.Discovery);

    /// <summary>
    /// Gets the address of the RFC 8414 document, whose segment is inserted before the path of the issuer, or
    /// <see langword="null"/> if the dialect has none.
    /// </summary>
    public Uri? AuthorizationServerMetadata =>
        _state.Dialect is GenericDialect generic ? new Uri(generic.Origin + generic.MetadataPath) : null;

    /// <summary>Gets the scheduled faults.</summary>
    public ServerFaults Faults { get; } = new();

    /// <summary>Gets the received requests.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Gets the user codes of the devices that wait for a decision.</summary>
    public IReadOnlyList<string> WaitingUserCodes => _state.Devices.Waiting;

    /// <summary>Gets the token validation that the mail servers use.</summary>
    internal IAccessTokenChecker Checker { get; }

    /// <summary>Registers a client.</summary>
    /// <param name="client">The client.</param>
    /// <returns>The same client.</returns>
    /// <exception cref="ArgumentException">The client ID is already in use.</exception>
    public TestClient AddClient(TestClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _state.AddClient(client);
        return client;
    }

    /// <summary>
    /// Registers a service account that acts for mailboxes with the JWT bearer grant (RFC 7523 section 2.1), as
    /// Google's service accounts do.
    /// </summary>
    /// <param name="email">The address of the service account, which is the issuer of its assertions.</param>
    /// <param name="subjects">The mailboxes that it may act for.</param>
    /// <returns>The service account, with its key file.</returns>
    /// <exception cref="ArgumentException">The address is already in use.</exception>
    public TestServiceAccount AddServiceAccount(string email, params string[] subjects)
    {
        var account = new TestServiceAccount(email, TokenEndpoint, subjects ?? []);
        _state.AddClient(account.Client);
        return account;
    }

    /// <summary>
    /// Adds a user. <see cref="MailTestHost.AddMailbox"/> adds the user of a mailbox.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <returns>The same user.</returns>
    /// <exception cref="ArgumentException">Another user has the address.</exception>
    public TestUser AddUser(TestUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _state.Users.Add(user);
    }

    /// <summary>Finds a user, such as one that <see cref="MailTestHost.AddMailbox"/> added.</summary>
    /// <param name="name">An address or the sign-in name.</param>
    /// <returns>The user, or <see langword="null"/> if there is no such user.</returns>
    public TestUser? FindUser(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _state.Users.Find(name);
    }

    /// <summary>
    /// Signs a user in to the browser, also one without a mailbox, who is added. From then on, authorization requests are
    /// answered for this user whatever their login hint is, as with browser cookies. Only a request with
    /// <c>prompt=select_account</c> is answered for the user of its login hint, as if the user had chosen that account.
    /// </summary>
    /// <param name="address">
    /// The address of the user, or <see langword="null"/> to sign out. Then the login hint decides.
    /// </param>
    /// <returns>The user, or <see langword="null"/> if no user is signed in.</returns>
    public TestUser? SignInAs(string? address) => _state.Users.SignedIn = address is null ? null : _state.Users.GetOrAdd(address);

    /// <summary>Approves a device.</summary>
    /// <param name="userCode">The user code that the device displays.</param>
    /// <param name="address">The address of the user who approves it.</param>
    /// <returns>
    /// <see langword="true"/> if the user code was waiting for a decision; otherwise, <see langword="false"/>.
    /// </returns>
    /// <exception cref="ArgumentException">No user has the address.</exception>
    public bool ApproveDevice(string userCode, string address) => _state.Devices.Decide(userCode, _state.Users.Require(address));

    /// <summary>Denies a device.</summary>
    /// <param name="userCode">The user code that the device displays.</param>
    /// <returns>
    /// <see langword="true"/> if the user code was waiting for a decision; otherwise, <see langword="false"/>.
    /// </returns>
    public bool DenyDevice(string userCode) => _state.Devices.Decide(userCode, null);

    /// <summary>
    /// Returns the scopes that allow all three mail protocols, as a client of this dialect requests them.
    /// </summary>
    /// <param name="flow">
    /// The OAuth 2.0 grant. For grants with a user, the scopes include a refresh token and an ID token.
    /// </param>
    /// <returns>The scopes, separated by spaces.</returns>
    public string GetMailScope(OAuthFlow flow) =>
        _state.Dialect.GetMailScope(forUser: flow is not (OAuthFlow.ClientCredentials or OAuthFlow.JwtBearer or OAuthFlow.ManagedIdentity));

    internal string GetGraphScope(OAuthFlow flow) => _state.Dialect.GetGraphScope(
        forUser: flow is not (OAuthFlow.ClientCredentials or OAuthFlow.JwtBearer or OAuthFlow.ManagedIdentity));

    /// <summary>Issues an access token without a request.</summary>
    /// <param name="client">The client, which must be registered.</param>
    /// <param name="address">The user, or <see langword="null"/> for a token without a user.</param>
    /// <param name="scope">The scopes, separated by spaces, as in a request.</param>
    /// <param name="lifetime">
    /// The lifetime, or <see langword="null"/> for the lifetime in the options. A negative value creates an expired
    /// token.
    /// </param>
    /// <returns>The token.</returns>
    /// <exception cref="ArgumentException">
    /// The client is not registered, no user has the address, or the scopes are not valid in the dialect.
    /// </exception>
    public string IssueAccessToken(TestClient client, string? address, string scope, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(scope);
        if (_state.FindClient(client.ClientId) != client)
        {
            throw new ArgumentException(
                $"The client '{client.ClientId}' is not registered at this server. Register it with AddClient first.", nameof(client));
        }

        var user = address is null ? null : _state.Users.Require(address);
        var requested = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var dialect = _state.Dialect;
            var scopes = user is null ? dialect.ForApplication(client, requested) : dialect.ForUser(dialect.Expand(requested));
            return _state.AccessTokens.Issue(
                client, user, scopes, null, lifetime ?? _state.Options.AccessTokenLifetime, dialect.TokenFormat);
        }
        catch (OAuthErrorException error)
        {
            throw new ArgumentException(error.Response.Description, nameof(scope), error);
        }
    }

    /// <summary>
    /// Validates an access token as the mail servers do: signature, lifetime, revocation, audience, scope or role, and
    /// mailbox.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="protocol">The mail protocol.</param>
    /// <returns>The result of the check.</returns>
    public TokenVerdict CheckAccessToken(string token, string mailbox, MailProtocol protocol) => Checker.Check(token, mailbox, protocol);

    /// <summary>Revokes an access token, or a refresh token with all tokens of its sign-in.</summary>
    /// <param name="token">The token.</param>
    /// <returns><see langword="true"/> if this server issued the token; otherwise, <see langword="false"/>.</returns>
    public bool Revoke(string token)
    {
        if (_state.RefreshTokens.Find(token) is { } grant)
        {
            grant.Revoke();
            return true;
        }

        if (_state.AccessTokens.Find(token) is not { } found) return false;
        found.Revoke();
        return true;
    }

    /// <summary>Revokes all tokens, as a changed password or an administrator does.</summary>
    /// <param name="address">The user, or <see langword="null"/> for all users and all applications.</param>
    public void RevokeAll(string? address = null)
    {
        _state.RefreshTokens.RevokeWhere(user => address is null || user.IsNamed(address));
        _state.AccessTokens.RevokeWhere(user => address is null || user?.IsNamed(address) == true);
    }

    /// <summary>Creates a new key that signs tokens from then on.</summary>
    /// <param name="forgetOld">Whether tokens that earlier keys signed are rejected.</param>
    public void RotateSigningKey(bool forgetOld = false) => _state.Keys.Rotate(forgetOld);

    private Uri UriOf(ServerEndpoint endpoint) => new(_state.Dialect.UriOf(endpoint));
}
