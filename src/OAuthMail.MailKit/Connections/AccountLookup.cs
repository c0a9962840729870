namespace OAuthMail.MailKit.Connections;

/// <summary>Finds accounts for methods with a parameter <c>account</c>, which their exceptions name.</summary>
internal static class AccountLookup
{
    public static MailAccount Find(this IMailAccounts accounts, string account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return accounts.Get(account);
    }
}
