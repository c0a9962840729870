using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>Options for a login over a connection that the caller opened.</summary>
public sealed class MailLoginOptions
{
    /// <summary>
    /// Gets or sets the user to log in as if it isn't the mailbox: at Microsoft 365, a delegate who sends for a shared mailbox.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the address of the mailbox.</value>
    public string? UserName { get; set; }

    /// <summary>Gets or sets the SASL mechanism.</summary>
    /// <value>
    /// The default is <see langword="null"/>: XOAUTH2 if the server offers it, because it needs neither host nor port, otherwise
    /// OAUTHBEARER.
    /// </value>
    public OAuthMechanism? Mechanism { get; set; }

    /// <summary>
    /// Gets or sets the minimum remaining lifetime of the token. Exchange's High Volume Email requires ten minutes.
    /// </summary>
    /// <value>The default is zero: any token that the provider considers valid.</value>
    public TimeSpan MinimumTokenLifetime { get; set; }

    /// <summary>
    /// Gets or sets the time limit of the whole login, including all replies of the server. The client's own time-out applies to each
    /// read in addition.
    /// </summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(2);

    internal void Validate()
    {
        var errors = new OptionErrors();
        if (UserName is not null && (string.IsNullOrWhiteSpace(UserName) || UserName.Any(char.IsControl)))
        {
            errors.Add(
                nameof(UserName), $"{OptionText.Quote(UserName)} isn't a user name: it must not be blank or contain control characters.");
        }

        errors.CheckDefined(nameof(Mechanism), Mechanism, "mechanism");
        errors.CheckRange(nameof(MinimumTokenLifetime), MinimumTokenLifetime, TimeSpan.Zero);
        errors.CheckTimeout(nameof(LoginTimeout), LoginTimeout);
        errors.ThrowIfAny("the login");
    }
}
