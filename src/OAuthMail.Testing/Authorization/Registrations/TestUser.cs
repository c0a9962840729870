namespace OAuthMail.Testing;

/// <summary>Represents a user at the authorization server.</summary>
public sealed class TestUser
{
    /// <summary>Initializes a user.</summary>
    /// <param name="address">The address of the mailbox, such as <c>alice@contoso.com</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="address"/> is <see langword="null"/> or empty.</exception>
    public TestUser(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        Address = address;
        SignInName = address;
    }

    /// <summary>Gets the primary address of the user's mailbox.</summary>
    public string Address { get; }

    /// <summary>Gets or sets the sign-in name, if it differs from the address, such as a user principal name.</summary>
    /// <value>The default is <see cref="Address"/>.</value>
    public string SignInName { get; set; }

    /// <summary>
    /// Gets the identifier that tokens contain as <c>sub</c> and <c>oid</c>. It does not depend on the address.
    /// </summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Gets the further addresses of the user's mailbox.</summary>
    public ICollection<string> Aliases { get; } = new List<string>();

    /// <summary>Gets the mailboxes of other users that the user may open.</summary>
    public ICollection<string> SharedMailboxes { get; } = new List<string>();

    /// <summary>Gets or sets the password for the password grant, which only the Entra dialect supports.</summary>
    /// <value>The default is <see langword="null"/>: every password is rejected.</value>
    public string? Password { get; set; }

    /// <summary>
    /// Gets or sets whether a second factor is required in addition to the password. The Entra dialect then responds
    /// with a claims challenge.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool NeedsSecondFactor { get; set; }

    /// <summary>
    /// Gets or sets the address of the identity provider that holds the user's password, in the Entra dialect.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Uri? FederatedTo { get; set; }

    /// <summary>Gets or sets whether the user denies consent when an application requests access.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DeniesConsent { get; set; }

    /// <summary>Returns the address.</summary>
    /// <returns><see cref="Address"/>.</returns>
    public override string ToString() => Address;

    internal bool IsNamed(string name) => Same(Address, name) || Same(SignInName, name) || Aliases.Any(alias => Same(alias, name));

    internal bool MayOpen(string mailbox) => IsNamed(mailbox) || SharedMailboxes.Any(shared => Same(shared, mailbox));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
