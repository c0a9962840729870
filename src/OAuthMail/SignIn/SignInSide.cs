using OAuthMail.Accounts;
using OAuthMail.Providers;

namespace OAuthMail.SignIn;

/// <summary>One registration of an account for which a user signs in: for incoming mail, for outgoing mail, or for both.</summary>
/// <param name="Registration">The registration.</param>
/// <param name="Key">The key of the consent.</param>
/// <param name="Protocol">A protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</param>
internal sealed record SignInSide(AccountRegistration Registration, TokenKey Key, MailProtocol? Protocol)
{
    /// <summary>Returns the sides of an account for which a user can sign in, incoming mail first.</summary>
    public static IReadOnlyList<SignInSide> FindAll(MailAccount account, TimeProvider clock)
    {
        var sides = new List<SignInSide>();
        foreach (var isOutgoing in new[] { false, true })
        {
            var registration = isOutgoing ? account.Outgoing : account.Incoming;
            if (!registration.Flow.HasSignIn()) continue;
            var key = registration.GetConsentKey(account.SignInName, clock);

            // Two registrations with the same client and the same scopes have one consent.
            if (!sides.Exists(side => side.Key == key)) sides.Add(new SignInSide(registration, key, account.FindSide(isOutgoing)));
        }

        return sides;
    }
}
