namespace OAuthMail.Reliability.Authorities;

/// <summary>The account's settings, which can be passed to another process.</summary>
/// <param name="Issuer">The authorization server.</param>
/// <param name="AuthorizationEndpoint">The authorization endpoint.</param>
/// <param name="TokenEndpoint">The token endpoint.</param>
/// <param name="ClientId">The client id.</param>
/// <param name="Scope">The scopes.</param>
/// <param name="Resource">The resource (RFC 8707), or <see langword="null"/> for the server's default.</param>
public sealed record AccountSettings(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string ClientId, string Scope, string? Resource)
{
    /// <summary>The mailbox's address.</summary>
    public const string Address = "alice@testbed.example";

    /// <summary>Creates the account.</summary>
    public MailAccount CreateAccount()
    {
        var options = new MailAccountOptions
        {
            Flow = OAuthFlow.AuthorizationCode,
            Address = Address,
            ClientId = ClientId,
            Issuer = Issuer,
            AuthorizationEndpoint = AuthorizationEndpoint,
            TokenEndpoint = TokenEndpoint,
            Scope = Scope,
            Smtp = "tls://127.0.0.1:465",
        };

        // The provider issues a refresh token only if it may ask for consent (OpenID Connect Core section 11).
        options.AuthorizationParameters["prompt"] = "consent";
        if (Resource is not null) options.AuthorizationParameters["resource"] = options.TokenParameters["resource"] = Resource;
        return MailAccount.Create("shared", options);
    }
}
