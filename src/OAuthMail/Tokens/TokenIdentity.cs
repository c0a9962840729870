namespace OAuthMail;

/// <summary>Who a token is for, as far as the authorization server said so.</summary>
public sealed class TokenIdentity
{
    /// <summary>Names an identity.</summary>
    /// <param name="issuer">Who vouches for it (<c>iss</c>).</param>
    /// <param name="subject">The identity's stable id at that issuer (<c>oid</c> or <c>sub</c>).</param>
    /// <param name="userNames">Names and addresses that the issuer gave for it, the best first.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public TokenIdentity(string issuer, string subject, IReadOnlyList<string> userNames)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(userNames);
        Issuer = issuer;
        Subject = subject;
        UserNames = userNames;
    }

    /// <summary>Who vouches for it (<c>iss</c>).</summary>
    public string Issuer { get; }

    /// <summary>The identity's stable id at that issuer.</summary>
    public string Subject { get; }

    /// <summary>Names and addresses that the issuer gave for it, the best first. They can change; the subject does not.</summary>
    public IReadOnlyList<string> UserNames { get; }

    /// <summary>The best name, or the subject.</summary>
    /// <returns>A name for people.</returns>
    public override string ToString() => UserNames.Count > 0 ? UserNames[0] : Subject;
}
