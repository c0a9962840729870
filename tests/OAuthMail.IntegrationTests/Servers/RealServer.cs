namespace OAuthMail.IntegrationTests.Servers;

/// <summary>Specifies a server that a test can stop and restart.</summary>
public enum RealServer
{
    /// <summary>The Dovecot that validates tokens locally. Postfix delivers to it.</summary>
    Dovecot,

    /// <summary>The Dovecot that uses introspection, with the same mailboxes.</summary>
    IntrospectingDovecot,

    /// <summary>Postfix, which authenticates through both instances of Dovecot.</summary>
    Postfix,

    /// <summary>The OpenID provider. A restart keeps its keys and deletes its sessions and grants.</summary>
    AuthorizationServer,
}
