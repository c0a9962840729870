namespace OAuthMail;

/// <summary>What a caller wants a token for. The default value asks for whatever the provider has.</summary>
public readonly struct AccessTokenRequest : IEquatable<AccessTokenRequest>
{
    /// <summary>Says what the token is for.</summary>
    /// <param name="mailbox">The address of the mailbox, where the token depends on it or one refusal must be told from another.</param>
    /// <param name="protocol">The protocol, where the token depends on it.</param>
    /// <param name="rejectedToken">
    /// The token that the mail server has just refused; a new one is fetched only if this is still the current one.
    /// </param>
    /// <param name="leastLifetime">How long the token must still last; zero leaves it to the provider.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="leastLifetime"/> is negative.</exception>
    public AccessTokenRequest(
        string? mailbox = null, MailProtocol? protocol = null, AccessToken? rejectedToken = null, TimeSpan leastLifetime = default)
    {
        if (leastLifetime < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(leastLifetime), leastLifetime, "A lifetime cannot be negative.");
        }
        Mailbox = mailbox;
        Protocol = protocol;
        RejectedToken = rejectedToken;
        MinimumLifetime = leastLifetime;
    }

    /// <summary>The address of the mailbox, or null.</summary>
    public string? Mailbox { get; }

    /// <summary>The protocol, or null for any.</summary>
    public MailProtocol? Protocol { get; }

    /// <summary>The token that the mail server has just refused, or null.</summary>
    public AccessToken? RejectedToken { get; }

    /// <summary>How long the token must still last; zero leaves it to the provider.</summary>
    public TimeSpan MinimumLifetime { get; }

    /// <summary>The same request, after the server refused a token.</summary>
    /// <param name="rejectedToken">The refused token.</param>
    /// <returns>A request for another token.</returns>
    public AccessTokenRequest After(AccessToken rejectedToken)
    {
        ArgumentNullException.ThrowIfNull(rejectedToken);
        return new AccessTokenRequest(Mailbox, Protocol, rejectedToken, MinimumLifetime);
    }

    /// <inheritdoc />
    public bool Equals(AccessTokenRequest other) =>
        Mailbox == other.Mailbox && Protocol == other.Protocol && ReferenceEquals(RejectedToken, other.RejectedToken)
            && MinimumLifetime == other.MinimumLifetime;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AccessTokenRequest other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => (Mailbox, Protocol, MinimumLifetime).GetHashCode();

    /// <summary>Whether two requests are the same.</summary>
    /// <param name="left">A request.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if they are equal.</returns>
    public static bool operator ==(AccessTokenRequest left, AccessTokenRequest right) => left.Equals(right);

    /// <summary>Whether two requests differ.</summary>
    /// <param name="left">A request.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if they differ.</returns>
    public static bool operator !=(AccessTokenRequest left, AccessTokenRequest right) => !left.Equals(right);
}
