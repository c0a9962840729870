namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A server that a test may stop and start again.</summary>
public enum RealServer
{
    /// <summary>The Dovecot that checks tokens by itself, and that Postfix delivers to.</summary>
    Dovecot,

    /// <summary>The Dovecot that asks the authorization server about tokens, with the same mailboxes.</summary>
    IntrospectingDovecot,

    /// <summary>Postfix, which has tokens checked by both.</summary>
    Postfix,

    /// <summary>The OpenID provider. It comes back with its keys, and has forgotten everybody.</summary>
    AuthorizationServer,
}
