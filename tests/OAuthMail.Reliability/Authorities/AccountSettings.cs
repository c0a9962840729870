namespace OAuthMail.Reliability.Authorities;

/// <summary>How the account is configured, in a form that can be handed to another process.</summary>
/// <param name="Issuer">The authorization server.</param>
/// <param name="AuthorizationEndpoint">Where a person signs in.</param>
/// <param name="TokenEndpoint">Where tokens come from.</param>
/// <param name="ClientId">The application.</param>
/// <param name="Scope">The scopes.</param>
/// <param name="Resource">What the tokens are for (RFC 8707); null to leave it to the server.</param>
public sealed record AccountSettings(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string ClientId, string Scope, string? Resource)
{
    /// <summary>Whose mailbox it is.</summary>
    public const string Address = "alice@testbed.example";

    /// <summary>Makes the account.</summary>
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

        // A provider gives a refresh token only where it may ask for consent (OpenID Connect Core section 11).
        options.AuthorizationParameters["prompt"] = "consent";
        if (Resource is not null) options.AuthorizationParameters["resource"] = options.TokenParameters["resource"] = Resource;
        return MailAccount.Create("shared", options);
    }
}
