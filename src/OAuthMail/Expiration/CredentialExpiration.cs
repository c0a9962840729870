namespace OAuthMail;

/// <summary>One credential, who depends on it, and when it ends. Nothing in it is a secret.</summary>
public sealed class CredentialExpiration
{
    /// <summary>Describes a credential.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Which one, without anything secret.</param>
    /// <param name="accounts">The names of the accounts that use it.</param>
    /// <param name="remedy">What to do before it ends, or because of <see cref="Problem"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CredentialExpiration(CredentialKind kind, string name, IReadOnlyList<string> accounts, string remedy)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(remedy);
        Kind = kind;
        Name = name;
        Accounts = accounts;
        Remedy = remedy;
    }

    /// <summary>What it is.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Which one: a certificate's thumbprint, a client's id, a person's name. Safe to show.</summary>
    public string Name { get; }

    /// <summary>The names of the accounts that use it, in order.</summary>
    public IReadOnlyList<string> Accounts { get; }

    /// <summary>When it ends if nobody does anything, in universal time; null where it has no end, or none that is known.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>
    /// What is wrong with it already, whatever its end: nobody has signed in, its record cannot be read, the file that replaced it cannot be
    /// used. Null where nothing is.
    /// </summary>
    public Problem? Problem { get; set; }

    /// <summary>What to do before it ends, or because of <see cref="Problem"/>, as an instruction.</summary>
    public string Remedy { get; }

    /// <summary>All of it in a line.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString()
    {
        var state = Problem is null ? "" : $", {Problem.Code}";
        return $"{Name} ({string.Join(", ", Accounts)}): {(ExpiresAt is { } end ? $"ends {end.UtcDateTime:u}" : "no known end")}{state}";
    }
}
