using OAuthMail.Accounts;
using OAuthMail.Errors;

namespace OAuthMail.SignIn;

/// <summary>
/// Checks that the user who signed in has access to the mailbox. A user name is not an address, and mailboxes have aliases and
/// delegates, so a login at the mail server decides if the names differ.
/// </summary>
internal sealed class UserCheck(MailAccount account, AccountRegistration registration, SignInOptions options)
{
    private const int MaximumRejection = 2000;
    private static readonly TimeSpan MaximumLogin = TimeSpan.FromMinutes(1);

    /// <summary>The tenant of all personal Microsoft accounts.</summary>
    private const string ConsumerTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    public async Task<UserCheckOutcome> RunAsync(TokenGrant grant, TimeProvider clock)
    {
        var identity = grant.Identity;
        if (identity is not null && identity.UserNames.Contains(account.SignInName, StringComparer.OrdinalIgnoreCase)
            && !string.Equals(identity.UnverifiedName, account.SignInName, StringComparison.OrdinalIgnoreCase))
        {
            return UserCheckOutcome.SameName;
        }
        if (identity is not null && Disproof(identity) is { } proof) throw Wrong(identity, proof);
        if (options.TryLoginAsync is null) return UserCheckOutcome.Unknown;

        using var limit = new TimeLimit(clock, MaximumLogin);
        string? rejection;
        try
        {
            rejection = await options.TryLoginAsync(grant.AccessToken, limit.Token).WaitAsync(
                MaximumLogin, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The login check has no result, whatever the caller's mail library throws. The code has been used, so the consent must not
            // be lost because of that: the first login shows the result.
            return UserCheckOutcome.Unknown;
        }

        return rejection is null
            ? UserCheckOutcome.AcceptedByServer
            : throw Wrong(identity, $"the mail server rejected the login: {ForeignText.Clean(rejection, MaximumRejection)}");
    }

    /// <summary>
    /// Returns why the user cannot be the right one, without a login, or <see langword="null"/>. Only an issuer of another tenant
    /// proves this.
    /// </summary>
    private string? Disproof(TokenIdentity identity)
    {
        if (!registration.Provider.HasTenants || MicrosoftTenant(identity.Issuer) is not { } actual) return null;
        var wanted = registration.TenantId!;
        var isConsumer = string.Equals(actual, ConsumerTenant, StringComparison.OrdinalIgnoreCase);
        if (wanted.Equals("common", StringComparison.OrdinalIgnoreCase)) return null;
        if (wanted.Equals("consumers", StringComparison.OrdinalIgnoreCase))
        {
            return isConsumer ? null : "it is a work or school account, but the account requires a personal account";
        }
        if (isConsumer) return "it is a personal account, but the mailbox belongs to a tenant";
        return Guid.TryParse(wanted, out _) && !string.Equals(wanted, actual, StringComparison.OrdinalIgnoreCase)
            ? $"it belongs to the tenant {actual}, not {wanted}"
            : null;
    }

    private static string? MicrosoftTenant(string issuer)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var uri)) return null;
        var tenant = uri.AbsolutePath.Trim('/').Split('/')[0];
        return Guid.TryParse(tenant, out _) ? tenant : null;
    }

    private OAuthMailException Wrong(TokenIdentity? identity, string why) => new(
        Problems.WrongPerson,
        $"'{identity?.ToString() ?? "an unknown user"}' signed in for the account '{account.Name}', "
        + $"which belongs to '{account.SignInName}': {why}");
}
