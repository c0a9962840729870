using OAuthMail.Errors;

namespace OAuthMail;

/// <summary>The identity for which a token was issued, as returned by the authorization server.</summary>
public sealed class TokenIdentity
{
    private const int MaximumName = 500;

    /// <summary>Creates an identity.</summary>
    /// <param name="issuer">The issuer of the identity (<c>iss</c>).</param>
    /// <param name="subject">The stable ID of the identity at the issuer (<c>oid</c> or <c>sub</c>).</param>
    /// <param name="userNames">
    /// The names and addresses that the issuer returned, the best one first. Control and format characters in them are replaced with
    /// spaces, because names are displayed.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public TokenIdentity(string issuer, string subject, IReadOnlyList<string> userNames)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(userNames);
        Issuer = issuer;
        Subject = subject;
        UserNames = [.. userNames.Select(name => ForeignText.Clean(name, MaximumName))];
    }

    /// <summary>Gets the issuer of the identity (<c>iss</c>).</summary>
    public string Issuer { get; }

    /// <summary>Gets the stable ID of the identity at the issuer.</summary>
    public string Subject { get; }

    /// <summary>Gets the names and addresses that the issuer returned, the best one first. They can change; the subject does not.</summary>
    public IReadOnlyList<string> UserNames { get; }

    /// <summary>
    /// Gets or sets the second ID of the identity: <c>sub</c>, if <see cref="Subject"/> is <c>oid</c>. Servers do not always return both.
    /// </summary>
    internal string? OtherSubject { get; set; }

    /// <summary>Gets or sets the name that the issuer did not verify. It is displayed, but does not prove who signed in.</summary>
    internal string? UnverifiedName { get; set; }

    /// <summary>Returns the best name, or the subject if there is no name.</summary>
    /// <returns>A name to display.</returns>
    public override string ToString() => UserNames.Count > 0 ? UserNames[0] : ForeignText.Clean(Subject, MaximumName);
}
