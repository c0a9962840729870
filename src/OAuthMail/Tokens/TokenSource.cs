using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>Token sources out of what a program already has.</summary>
public static class TokenSource
{
    /// <summary>
    /// Makes a source of a function: another library's credential, a vault, a broker. Its tokens are kept in memory only; whatever
    /// refresh tokens there are stay where they come from.
    /// </summary>
    /// <remarks>
    /// One source has one token, whatever mailbox a request names; where the mailboxes' tokens differ, make a source for each. The
    /// function is called once at a time, and may be called on any thread. When <see cref="AccessTokenRequest.RejectedToken"/> is set,
    /// a cache behind it should be passed by. What it throws is reported as <see cref="Problems.TokenSourceFailed"/> unless it is an
    /// <see cref="OAuthMailException"/>.
    /// </remarks>
    /// <example>
    /// A <c>TokenCredential</c> of Azure.Identity:
    /// <code>
    /// var source = TokenSource.FromDelegate("azure", async (request, ct) =&gt; ToAccessToken(await credential.GetTokenAsync(context,
    /// ct)));
    ///
    /// static AccessToken ToAccessToken(Azure.Core.AccessToken token) =&gt; new(token.Token, DateTimeOffset.UtcNow, token.ExpiresOn);
    /// </code>
    /// </example>
    /// <param name="name">A name for messages. Never a secret.</param>
    /// <param name="getToken">Gets a token, silently.</param>
    /// <returns>A source, for <see cref="MailTokens.From"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="getToken"/> is null.</exception>
    public static ITokenSource FromDelegate(string name, Func<AccessTokenRequest, CancellationToken, ValueTask<AccessToken>> getToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(getToken);
        return new DelegateTokenSource(name, getToken);
    }
}
