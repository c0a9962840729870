using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Grants;

namespace OAuthMail.Testing;

/// <summary>
/// An OAuth 2.0 authorization server in this process, on a loopback port of its own, with TLS. <see cref="MailTestHost"/> starts
/// one. Its tokens are real: signed, checked by the mail servers, and refused when they have ended or were revoked.
/// </summary>
public sealed class TestAuthorizationServer
{
    private readonly ServerState _state;

    internal TestAuthorizationServer(ServerState state)
    {
        _state = state;
        Checker = new AccessTokenChecker(state);
    }

    /// <summary>The issuer, as it stands in the metadata.</summary>
    public string Issuer => _state.Dialect.Issuer;

    /// <summary>Whether its redirects carry <c>iss</c> (RFC 9207).</summary>
    public bool SendsIssuer => _state.Dialect.SendsIssuer;

    /// <summary>The authorization endpoint.</summary>
    public Uri AuthorizationEndpoint => UriOf(ServerEndpoint.Authorization);

    /// <summary>The token endpoint.</summary>
    public Uri TokenEndpoint => UriOf(ServerEndpoint.Token);

    /// <summary>The device authorization endpoint.</summary>
    public Uri DeviceAuthorizationEndpoint => UriOf(ServerEndpoint.DeviceAuthorization);

    /// <summary>The revocation endpoint; null in the Entra dialect, which has none.</summary>
    public Uri? RevocationEndpoint => _state.Dialect.HasRevocation ? UriOf(ServerEndpoint.Revocation) : null;

    /// <summary>
    /// Where a program in Azure App Service asks for the token of its managed identity; null in other dialects than Entra's. Set it as
    /// the environment variable <c>IDENTITY_ENDPOINT</c>, and <see cref="ManagedIdentityHeader"/> as <c>IDENTITY_HEADER</c>.
    /// </summary>
    public Uri? ManagedIdentityEndpoint => _state.Dialect is EntraDialect ? UriOf(ServerEndpoint.ManagedIdentity) : null;

    /// <summary>What a program must send to <see cref="ManagedIdentityEndpoint"/>.</summary>
    public string ManagedIdentityHeader => _state.ManagedIdentityHeader;

    /// <summary>Where the public keys are.</summary>
    public Uri JwksUri => UriOf(ServerEndpoint.Jwks);

    /// <summary>The document of OpenID Connect Discovery, whose path is the issuer's with a segment appended.</summary>
    public Uri OpenIdConfiguration => UriOf(ServerEndpoint.Discovery);

    /// <summary>The document of RFC 8414, whose segment is inserted before the issuer's path; null where the dialect has none.</summary>
    public Uri? AuthorizationServerMetadata =>
        _state.Dialect is GenericDialect generic ? new Uri(generic.Origin + generic.MetadataPath) : null;

    /// <summary>What goes wrong on demand.</summary>
    public ServerFaults Faults { get; } = new();

    /// <summary>What was asked.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>The user codes of the devices that wait for a decision.</summary>
    public IReadOnlyList<string> WaitingUserCodes => _state.Devices.Waiting;

    /// <summary>Checks tokens for the mail servers.</summary>
    internal IAccessTokenChecker Checker { get; }

    /// <summary>Registers an application.</summary>
    /// <param name="client">The application.</param>
    /// <returns>The same.</returns>
    /// <exception cref="ArgumentException">Its identifier is taken.</exception>
    public TestClient AddClient(TestClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _state.AddClient(client);
        return client;
    }

    /// <summary>Makes a service account that may act for mailboxes by the JWT bearer grant, RFC 7523 section 2.1, as Google's do.</summary>
    /// <param name="email">Its address, which is its issuer.</param>
    /// <param name="subjects">The mailboxes that it may act for.</param>
    /// <returns>The account, with its key file.</returns>
    /// <exception cref="ArgumentException">The address is taken.</exception>
    public TestServiceAccount AddServiceAccount(string email, params string[] subjects)
    {
        var account = new TestServiceAccount(email, TokenEndpoint, subjects ?? []);
        _state.AddClient(account.Client);
        return account;
    }

    /// <summary>Adds a user. Service accounts, <see cref="SignInAs"/> and the like add the users that they name by themselves.</summary>
    /// <param name="user">The user.</param>
    /// <returns>The same.</returns>
    /// <exception cref="ArgumentException">Another user has the address.</exception>
    public TestUser AddUser(TestUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _state.Users.Add(user);
    }

    /// <summary>Finds a user, such as the one that <see cref="MailTestHost.AddMailbox"/> has added.</summary>
    /// <param name="name">An address or the sign-in name.</param>
    /// <returns>The user; null if there is none.</returns>
    public TestUser? FindUser(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _state.Users.Find(name);
    }

    /// <summary>
    /// Puts a user at the browser: from now on authorization requests are answered as this user, whatever they hint, as cookies
    /// have it.
    /// </summary>
    /// <param name="address">The user's address; null for nobody, and then the hint decides.</param>
    /// <returns>The user; null for nobody.</returns>
    public TestUser? SignInAs(string? address) => _state.Users.SignedIn = address is null ? null : _state.Users.GetOrAdd(address);

    /// <summary>Lets a device in.</summary>
    /// <param name="userCode">The code that it shows.</param>
    /// <param name="address">Who allows it.</param>
    /// <returns>Whether the code waited for it.</returns>
    public bool ApproveDevice(string userCode, string address) => _state.Devices.Decide(userCode, _state.Users.GetOrAdd(address));

    /// <summary>Turns a device away.</summary>
    /// <param name="userCode">The code that it shows.</param>
    /// <returns>Whether the code waited for it.</returns>
    public bool DenyDevice(string userCode) => _state.Devices.Decide(userCode, null);

    /// <summary>The scopes that open all three mail protocols, as a client of this dialect asks for them.</summary>
    /// <param name="flow">How the token is got; a person's consent includes a refresh token and an identity.</param>
    /// <returns>The scopes, separated by spaces.</returns>
    public string GetMailScope(OAuthFlow flow) => _state.Dialect.GetMailScope(forUser: flow is not (OAuthFlow.ClientCredentials or OAuthFlow.JwtBearer or OAuthFlow.ManagedIdentity));

    /// <summary>Issues an access token without a request, for a test that is about something else.</summary>
    /// <param name="client">The application that it is for; it must be registered.</param>
    /// <param name="address">The user that it is for; null for the application itself.</param>
    /// <param name="scope">The scopes, separated by spaces, as a request would name them.</param>
    /// <param name="lifetime">How long it lives; as the options say if nothing is given. A negative one has ended already.</param>
    /// <returns>The token.</returns>
    /// <exception cref="ArgumentException">The dialect does not know the scopes.</exception>
    public string IssueAccessToken(TestClient client, string? address, string scope, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(scope);
        var requested = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var dialect = _state.Dialect;
            var scopes = address is null ? dialect.ForApplication(client, requested) : dialect.ForUser(dialect.Expand(requested));
            var user = address is null ? null : _state.Users.GetOrAdd(address);
            return _state.AccessTokens.Issue(client, user, scopes, null, lifetime ?? _state.Options.AccessTokenLifetime, dialect.TokenFormat);
        }
        catch (OAuthErrorException error)
        {
            throw new ArgumentException(error.Response.Description, nameof(scope), error);
        }
    }

    /// <summary>Checks an access token as the mail servers do: signature, lifetime, revocation, audience, scope or role, mailbox.</summary>
    /// <param name="token">The token.</param>
    /// <param name="mailbox">The mailbox that it is presented for.</param>
    /// <param name="protocol">The protocol that it is presented with.</param>
    /// <returns>What was found.</returns>
    public TokenVerdict CheckAccessToken(string token, string mailbox, MailProtocol protocol) => Checker.Check(token, mailbox, protocol);

    /// <summary>Ends a token, an access token or a refresh token (and then all of its sign-in).</summary>
    /// <param name="token">The token.</param>
    /// <returns>Whether it is one of this server's.</returns>
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

    /// <summary>Ends every token, as a changed password or an administrator does.</summary>
    /// <param name="address">Whose; everybody's, applications' too, if nothing is given.</param>
    public void RevokeAll(string? address = null)
    {
        _state.RefreshTokens.RevokeWhere(user => address is null || user.IsNamed(address));
        _state.AccessTokens.RevokeWhere(user => address is null || user?.IsNamed(address) == true);
    }

    /// <summary>Signs with a new key from now on.</summary>
    /// <param name="forgetOld">Whether tokens signed with the earlier keys no longer verify.</param>
    public void RotateSigningKey(bool forgetOld = false) => _state.Keys.Rotate(forgetOld);

    private Uri UriOf(ServerEndpoint endpoint) => new(_state.Dialect.UriOf(endpoint));
}
