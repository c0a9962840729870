using OAuthMail.Providers;

namespace OAuthMail.Testing.Authorization;

/// <summary>What the mail servers ask about a token that a client presents.</summary>
internal interface IAccessTokenChecker
{
    /// <summary>Checks signature, lifetime, audience, scope or role, and whether the token may open the mailbox.</summary>
    /// <param name="token">The token as it came over the wire.</param>
    /// <param name="user">The mailbox that the client names.</param>
    /// <param name="protocol">The protocol that it logs in with.</param>
    /// <returns>What was found.</returns>
    TokenVerdict Check(string token, string user, MailProtocol protocol);

    /// <summary>Tells how long a token that was accepted lives on.</summary>
    /// <param name="token">The token as it came over the wire.</param>
    /// <returns>Its rest of life; null if nobody knows.</returns>
    TimeSpan? GetRemainingLifetime(string token);
}
