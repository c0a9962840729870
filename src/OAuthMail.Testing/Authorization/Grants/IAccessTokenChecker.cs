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

    /// <summary>Checks a token for Microsoft Graph.</summary>
    /// <param name="token">The token as received.</param>
    /// <param name="mailbox">The mailbox that the request names, or <see langword="null"/> for the user's own.</param>
    /// <param name="permissions">The permissions of which the token must have one.</param>
    /// <param name="own">The address of the user of the token, or <see langword="null"/> for an application.</param>
    /// <returns>The result of the check.</returns>
    TokenVerdict CheckGraph(string token, string? mailbox, IReadOnlyList<string> permissions, out string? own);

    /// <summary>Returns the remaining lifetime of an accepted token.</summary>
    /// <param name="token">The token as received.</param>
    /// <returns>The remaining lifetime, or <see langword="null"/> if unknown.</returns>
    TimeSpan? GetRemainingLifetime(string token);
}
