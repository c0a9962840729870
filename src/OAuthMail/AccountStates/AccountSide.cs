using OAuthMail.Accounts;

namespace OAuthMail.AccountStates;

/// <summary>One registration of an account: for incoming mail, for outgoing mail, or for both.</summary>
/// <param name="Account">The account.</param>
/// <param name="Protocol">A protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</param>
/// <param name="Registration">The registration.</param>
internal readonly record struct AccountSide(MailAccount Account, MailProtocol? Protocol, AccountRegistration Registration)
{
    public TokenKey StateKey => KeyOf(Account.Name, Protocol);

    public static TokenKey KeyOf(string account, MailProtocol? protocol) =>
        TokenKey.Create("account-state", account, protocol?.ToString() ?? "");

    public static AccountSide Of(MailAccount account, MailProtocol protocol)
    {
        var isOutgoing = protocol == MailProtocol.Smtp;
        return new AccountSide(account, account.FindSide(isOutgoing), account.GetRegistration(protocol));
    }

    public static IEnumerable<AccountSide> All(MailAccount account)
    {
        yield return Of(account, MailProtocol.Imap);
        if (!ReferenceEquals(account.Incoming, account.Outgoing)) yield return Of(account, MailProtocol.Smtp);
    }
}
