namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Validates the access tokens that mail clients present.</summary>
internal interface IAccessTokenChecker
{
    /// <summary>Checks signature, lifetime, audience, scope or role, and the permission to open the mailbox.</summary>
    /// <param name="token">The token as received.</param>
    /// <param name="user">The mailbox that the client names.</param>
    /// <param name="protocol">The mail protocol.</param>
    /// <returns>The result of the check.</returns>
    TokenVerdict Check(string token, string user, MailProtocol protocol);

    /// <summary>Returns the remaining lifetime of an accepted token.</summary>
    /// <param name="token">The token as received.</param>
    /// <returns>The remaining lifetime, or <see langword="null"/> if unknown.</returns>
    TimeSpan? GetRemainingLifetime(string token);
}
