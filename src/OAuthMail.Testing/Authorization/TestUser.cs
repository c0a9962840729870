namespace OAuthMail.Testing;

/// <summary>A person (or a mailbox that somebody signs in to) at the authorization server.</summary>
public sealed class TestUser
{
    /// <summary>Names the user by the address of the mailbox.</summary>
    /// <param name="address">The address, such as <c>alice@contoso.com</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="address"/> is null or empty.</exception>
    public TestUser(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        Address = address;
        SignInName = address;
    }

    /// <summary>The primary address of the user's own mailbox.</summary>
    public string Address { get; }

    /// <summary>What the user signs in with, where that is not the address (a user principal name, say).</summary>
    /// <value><see cref="Address"/> by default.</value>
    public string SignInName { get; set; }

    /// <summary>The identifier that tokens carry as <c>sub</c> and <c>oid</c>; it stays when the address changes.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Further addresses of the user's own mailbox.</summary>
    public ICollection<string> Aliases { get; } = new List<string>();

    /// <summary>Mailboxes of others that the user may open.</summary>
    public ICollection<string> SharedMailboxes { get; } = new List<string>();

    /// <summary>The password, for the grant that takes one, which the Entra dialect alone has.</summary>
    /// <value>None by default: every password is refused.</value>
    public string? Password { get; set; }

    /// <summary>Whether the password alone is not enough: the Entra dialect asks for a second factor, with a claims challenge.</summary>
    public bool NeedsSecondFactor { get; set; }

    /// <summary>Where the user's organization keeps the password itself, in the Entra dialect: the address of its own identity provider.</summary>
    public Uri? FederatedTo { get; set; }

    /// <summary>Whether the user says no when an application asks for access.</summary>
    public bool DeniesConsent { get; set; }

    /// <summary>The address.</summary>
    /// <returns><see cref="Address"/>.</returns>
    public override string ToString() => Address;

    internal bool IsNamed(string name) => Same(Address, name) || Same(SignInName, name) || Aliases.Any(alias => Same(alias, name));

    internal bool MayOpen(string mailbox) => IsNamed(mailbox) || SharedMailboxes.Any(shared => Same(shared, mailbox));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
