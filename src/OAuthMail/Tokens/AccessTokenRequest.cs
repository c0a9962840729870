using OAuthMail.Providers;

namespace OAuthMail;

/// <summary>Describes the access token that a caller needs. The default value requests the current token of the provider.</summary>
public readonly struct AccessTokenRequest : IEquatable<AccessTokenRequest>
{
    /// <summary>Creates a request.</summary>
    /// <param name="mailbox">
    /// The address of the mailbox. Required if the token depends on it. It also separates the rejections of one mailbox from those of
    /// others.
    /// </param>
    /// <param name="protocol">The protocol, if the token depends on it.</param>
    /// <param name="rejectedToken">
    /// The token that the mail server has rejected. A new token is acquired only if this token is still the current one.
    /// </param>
    /// <param name="minimumLifetime">The minimum remaining lifetime of the token. Zero specifies no minimum.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="minimumLifetime"/> is negative, or <paramref name="protocol"/> is undefined.
    /// </exception>
    public AccessTokenRequest(
        string? mailbox = null, MailProtocol? protocol = null, AccessToken? rejectedToken = null, TimeSpan minimumLifetime = default)
    {
        if (minimumLifetime < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(minimumLifetime), minimumLifetime, "The minimum lifetime must not be negative.");
        }
        if (protocol is { } one && !MailProtocols.IsDefined(one)) throw MailProtocols.Undefined(one, nameof(protocol));
        Mailbox = mailbox;
        Protocol = protocol;
        RejectedToken = rejectedToken;
        MinimumLifetime = minimumLifetime;
    }

    /// <summary>Gets the address of the mailbox, or <see langword="null"/> if not specified.</summary>
    public string? Mailbox { get; }

    /// <summary>Gets the protocol, or <see langword="null"/> for any.</summary>
    public MailProtocol? Protocol { get; }

    /// <summary>Gets the token that the mail server has rejected, or <see langword="null"/> if none was rejected.</summary>
    public AccessToken? RejectedToken { get; }

    /// <summary>Gets the minimum remaining lifetime of the token. Zero specifies no minimum.</summary>
    public TimeSpan MinimumLifetime { get; }

    /// <summary>
    /// Gets a value that indicates whether a new token is required although the cached one is valid. The mail server has not rejected it.
    /// </summary>
    internal bool RequiresNewToken { get; private init; }

    /// <summary>
    /// Gets the claims that the server requires of the next token, or <see langword="null"/> if it requires none. Without a rejected token
    /// they have no effect.
    /// </summary>
    internal string? Claims { get; private init; }

    /// <summary>Creates the same request for a token that is acquired now.</summary>
    internal AccessTokenRequest WithNewToken() =>
        new(Mailbox, Protocol, RejectedToken, MinimumLifetime) { RequiresNewToken = true, Claims = Claims };

    /// <summary>Creates the same request for a mailbox.</summary>
    internal AccessTokenRequest For(string mailbox) =>
        new(mailbox, Protocol, RejectedToken, MinimumLifetime) { RequiresNewToken = RequiresNewToken, Claims = Claims };

    /// <summary>Creates the same request for another token, after a server has rejected one because of its claims.</summary>
    internal AccessTokenRequest After(AccessToken rejectedToken, string? claims) =>
        new(Mailbox, Protocol, rejectedToken, MinimumLifetime) { Claims = claims };

    /// <summary>Creates the same request for another token, after the mail server has rejected one.</summary>
    /// <param name="rejectedToken">The rejected token.</param>
    /// <returns>The new request.</returns>
    public AccessTokenRequest After(AccessToken rejectedToken)
    {
        ArgumentNullException.ThrowIfNull(rejectedToken);
        return new AccessTokenRequest(Mailbox, Protocol, rejectedToken, MinimumLifetime);
    }

    /// <inheritdoc />
    public bool Equals(AccessTokenRequest other) =>
        Mailbox == other.Mailbox && Protocol == other.Protocol && ReferenceEquals(RejectedToken, other.RejectedToken)
            && MinimumLifetime == other.MinimumLifetime && RequiresNewToken == other.RequiresNewToken
            && Claims == other.Claims;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AccessTokenRequest other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => (Mailbox, Protocol, MinimumLifetime).GetHashCode();

    /// <summary>Determines whether two requests are equal.</summary>
    /// <param name="left">The first request.</param>
    /// <param name="right">The second request.</param>
    /// <returns><see langword="true"/> if the requests are equal; otherwise <see langword="false"/>.</returns>
    public static bool operator ==(AccessTokenRequest left, AccessTokenRequest right) => left.Equals(right);

    /// <summary>Determines whether two requests differ.</summary>
    /// <param name="left">The first request.</param>
    /// <param name="right">The second request.</param>
    /// <returns><see langword="true"/> if the requests differ; otherwise <see langword="false"/>.</returns>
    public static bool operator !=(AccessTokenRequest left, AccessTokenRequest right) => !left.Equals(right);
}
