using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Options of a sign-in.</summary>
public sealed class SignInOptions
{
    /// <summary>Gets or sets how long a pending sign-in can be completed.</summary>
    /// <value>The default is 7 days. The server determines the lifetime of device codes.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Gets or sets the protocol whose registration is used, for an account with separate registrations for incoming and outgoing mail.
    /// </summary>
    /// <value>The default is the registration that has a user; if both have one, the registration for incoming mail.</value>
    public MailProtocol? Protocol { get; set; }

    /// <summary>
    /// Gets or sets a function that logs in to the mail server once, to check that the user has access to the mailbox if the names
    /// differ. It returns <see langword="null"/> if the server accepted the token; otherwise, the server's reply. If it throws any
    /// exception or takes longer than a minute, the result is <see cref="UserCheckOutcome.Unknown"/> and the consent is kept.
    /// </summary>
    /// <value>The default is <see langword="null"/>: only a proof that the wrong user signed in is an error.</value>
    public Func<AccessToken, CancellationToken, Task<string?>>? TryLoginAsync { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(Lifetime), Lifetime, TimeSpan.FromSeconds(1));
        errors.CheckDefined(nameof(Protocol), Protocol, "protocol");
        errors.ThrowIfAny("the sign-in");
    }
}
