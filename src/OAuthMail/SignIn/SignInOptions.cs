using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>How a person signs in.</summary>
public sealed class SignInOptions
{
    /// <summary>How long a begun sign-in waits for its completion.</summary>
    /// <value>Seven days by default. Device codes follow the server's lifetime.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Which registration to sign in with, where an account has different ones for incoming and outgoing mail.</summary>
    /// <value>By default the one that a person signs in for; of two such the one for incoming mail.</value>
    public MailProtocol? Protocol { get; set; }

    /// <summary>
    /// One login at the mail server, which decides whether the one who signed in may use the mailbox when names alone cannot tell.
    /// Returns null if the server accepted the token, or its refusal in its own words. Where it throws because the server could not be
    /// asked, or takes longer than a minute, nothing is decided (<see cref="PersonCheckOutcome.Unknown"/>): the consent is not lost for that.
    /// </summary>
    /// <value>Null by default: then only what proves the wrong person is an error.</value>
    public Func<AccessToken, CancellationToken, Task<string?>>? TryLoginAsync { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(Lifetime), Lifetime, TimeSpan.FromSeconds(1));
        errors.CheckDefined(nameof(Protocol), Protocol, "protocol");
        errors.ThrowIfAny("the sign-in");
    }
}
