using System.Runtime.CompilerServices;

namespace OAuthMail.Accounts;

/// <summary>Remembers the accounts that validation created from options, so that they are not created twice.</summary>
internal static class ValidatedAccounts
{
    private static readonly ConditionalWeakTable<OAuthMailOptions, IReadOnlyDictionary<string, MailAccount>> Known = new();

    public static void Set(OAuthMailOptions options, IReadOnlyDictionary<string, MailAccount> accounts)
    {
        lock (Known)
        {
            Known.Remove(options);
            Known.Add(options, accounts);
        }
    }

    /// <summary>Returns the accounts, or <see langword="null"/> if the options were not validated.</summary>
    public static IReadOnlyDictionary<string, MailAccount>? Find(OAuthMailOptions options) =>
        Known.TryGetValue(options, out var accounts) ? accounts : null;
}
