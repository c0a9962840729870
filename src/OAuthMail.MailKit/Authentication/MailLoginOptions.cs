using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>What a login over a connection that somebody else made cannot know by itself.</summary>
public sealed class MailLoginOptions
{
    /// <summary>The user to log in as, where it is not the mailbox: a delegate who sends for a shared mailbox at Microsoft 365.</summary>
    /// <value>Null by default: the mailbox's address.</value>
    public string? UserName { get; set; }

    /// <summary>The mechanism to use.</summary>
    /// <value>
    /// Null by default: XOAUTH2 where the server offers it, since that needs nothing that is not known here, otherwise OAUTHBEARER.
    /// </value>
    public OAuthMechanism? Mechanism { get; set; }

    /// <summary>How long the token must still last; ten minutes for Exchange's High Volume Email.</summary>
    /// <value>Zero by default: any token that the provider thinks good.</value>
    public TimeSpan MinimumTokenLifetime { get; set; }

    /// <summary>How long the server may take for the whole login, all its replies together. Each single read has the client's own time-out besides.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(2);

    internal void Validate()
    {
        var errors = new OptionErrors();
        if (UserName is not null && (string.IsNullOrWhiteSpace(UserName) || UserName.Any(char.IsControl)))
        {
            errors.Add(nameof(UserName), $"{OptionText.Quote(UserName)} isn't a user name: it must not be blank or contain control characters.");
        }

        errors.CheckDefined(nameof(Mechanism), Mechanism, "mechanism");
        errors.CheckRange(nameof(MinimumTokenLifetime), MinimumTokenLifetime, TimeSpan.Zero);
        errors.CheckTimeout(nameof(LoginTimeout), LoginTimeout);
        errors.ThrowIfAny("the login");
    }
}
