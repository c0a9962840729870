using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>Creates token sources from functions.</summary>
public static class TokenSource
{
    /// <summary>
    /// Creates a token source from a function, for example to use the credential of another library, a vault, or a broker. Its tokens are
    /// kept in memory only. Refresh tokens stay where the function keeps them.
    /// </summary>
    /// <remarks>
    /// One source has one token for all mailboxes. If the mailboxes need different tokens, create a source for each. The function is called
    /// once at a time, on any thread. When <see cref="AccessTokenRequest.RejectedToken"/> is set, the function should bypass its own cache.
    /// An exception that is not an <see cref="OAuthMailException"/> is reported as <see cref="Problems.TokenSourceFailed"/>.
    /// </remarks>
    /// <example>
    /// A <c>TokenCredential</c> of Azure.Identity:
    /// <code>
    /// var source = TokenSource.FromDelegate(
    ///     "azure", async (request, ct) =&gt; ToAccessToken(await credential.GetTokenAsync(context, ct)));
    ///
    /// static AccessToken ToAccessToken(Azure.Core.AccessToken token) =&gt; new(token.Token, DateTimeOffset.UtcNow, token.ExpiresOn);
    /// </code>
    /// </example>
    /// <param name="name">A name for messages. It must not be a secret.</param>
    /// <param name="getToken">The function that acquires a token without user interaction.</param>
    /// <returns>A token source for <see cref="MailTokens.From"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="name"/> or <paramref name="getToken"/> is <see langword="null"/>.
    /// </exception>
    public static ITokenSource FromDelegate(string name, Func<AccessTokenRequest, CancellationToken, ValueTask<AccessToken>> getToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(getToken);
        return new DelegateTokenSource(name, getToken);
    }
}
