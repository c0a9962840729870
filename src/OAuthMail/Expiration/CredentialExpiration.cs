namespace OAuthMail;

/// <summary>Describes a credential: the accounts that use it, when it expires, and what to do. It contains no secret.</summary>
public sealed class CredentialExpiration
{
    /// <summary>Initializes a new instance of the <see cref="CredentialExpiration"/> class.</summary>
    /// <param name="kind">The kind of credential.</param>
    /// <param name="name">The name of the credential. It must not contain a secret.</param>
    /// <param name="accounts">The names of the accounts that use the credential.</param>
    /// <param name="remedy">What to do before the credential expires, or about <see cref="Problem"/>.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="name"/>, <paramref name="accounts"/> or <paramref name="remedy"/> is <see langword="null"/>.
    /// </exception>
    public CredentialExpiration(CredentialKind kind, string name, IReadOnlyList<string> accounts, string remedy)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(remedy);
        Kind = EnumArgument.Require(kind);
        Name = name;
        Accounts = accounts;
        Remedy = remedy;
    }

    /// <summary>Gets the kind of credential.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Gets the name of the credential: a certificate's thumbprint, a client id, a user name. It is safe to show.</summary>
    public string Name { get; }

    /// <summary>Gets the names of the accounts that use the credential, sorted.</summary>
    public IReadOnlyList<string> Accounts { get; }

    /// <summary>Gets or sets when the credential expires unless it is renewed or replaced.</summary>
    /// <value>The time in UTC, or <see langword="null"/> if the credential does not expire or the date is unknown.</value>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>
    /// Gets or sets the problem that the credential has now, whatever its expiration date: no user has signed in, the stored record
    /// cannot be read, or the file that replaced it cannot be used.
    /// </summary>
    /// <value>The problem, or <see langword="null"/> if the credential works as far as is known.</value>
    public Problem? Problem { get; set; }

    /// <summary>Gets what to do before the credential expires, or about <see cref="Problem"/>, as an instruction.</summary>
    public string Remedy { get; }

    /// <summary>Returns the name, the accounts, the expiration date and the problem in one line.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString()
    {
        var state = Problem is null ? "" : $", {Problem.Code}";
        var expiration = ExpiresAt is { } expiresAt ? $"expires {expiresAt.UtcDateTime:u}" : "no known expiration";
        return $"{Name} ({string.Join(", ", Accounts)}): {expiration}{state}";
    }
}
