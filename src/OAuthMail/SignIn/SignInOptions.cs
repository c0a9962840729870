using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Options of a sign-in.</summary>
public sealed class SignInOptions
{
    /// <summary>Gets or sets how long a pending sign-in can be completed.</summary>
    /// <value>The default is 7 days. The server determines the lifetime of device codes.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Gets or sets the protocol whose registration is used, for an account with separate registrations for incoming and outgoing mail. Set
    /// it to <see cref="SignInRequiredException.Protocol"/>. A sign-in is completed for the registration for which it was begun, whatever
    /// the protocol is.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: the registration that has a user; if both have one, the first that has no consent, incoming
    /// mail before outgoing mail.
    /// </value>
    public MailProtocol? Protocol { get; set; }

    /// <summary>
    /// Gets or sets a value that indicates whether the completion of a sign-in logs in to the mail server once, to check that the user has
    /// access to the mailbox. A server that cannot be reached, or that has disabled the protocol, proves nothing: the consent is kept.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool CheckByLogin { get; set; } = true;

    /// <summary>
    /// Gets or sets the tester that logs in, for example one that trusts the certificate of a server in your own network.
    /// </summary>
    /// <value>The default is <see langword="null"/>: a tester with default options.</value>
    public ConnectionTester? Tester { get; set; }

    /// <summary>
    /// Gets or sets a function that logs in to the mail server once, in the place of <see cref="Tester"/> and whatever
    /// <see cref="CheckByLogin"/> is. It returns <see langword="null"/> if the server accepted the token; otherwise, the server's reply. If
    /// it throws any exception or takes longer than a minute, the result is <see cref="UserCheckOutcome.Unknown"/> and the consent is kept.
    /// </summary>
    /// <value>The default is <see langword="null"/>: see <see cref="CheckByLogin"/>.</value>
    public Func<AccessToken, CancellationToken, Task<string?>>? TryLoginAsync { get; set; }

    /// <summary>
    /// Gets or sets a function that returns the remembered claims challenge of a side, which a sign-in without one sends.
    /// </summary>
    internal Func<MailProtocol?, CancellationToken, Task<string?>>? FindClaimsAsync { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(Lifetime), Lifetime, TimeSpan.FromSeconds(1));
        errors.CheckDefined(nameof(Protocol), Protocol, "protocol");
        errors.ThrowIfAny("the sign-in");
    }
}
