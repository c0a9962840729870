namespace OAuthMail;

/// <summary>The accounts of a program by name, and the tokens of each. Safe for any number of threads.</summary>
public interface IMailAccounts
{
    /// <summary>All accounts.</summary>
    IReadOnlyCollection<MailAccount> All { get; }

    /// <summary>Finds an account.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The account.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="MailConfigurationException">There is no such account; the message names those that are there.</exception>
    MailAccount Get(string name);

    /// <summary>The provider of an account's tokens: the same one whenever the same account is given, be it one of <see cref="All"/> or not.</summary>
    /// <param name="account">The account.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is null.</exception>
    IAccessTokenProvider GetTokens(MailAccount account);
}
