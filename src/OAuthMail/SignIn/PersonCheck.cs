using System.Net.Sockets;
using OAuthMail.Accounts;

namespace OAuthMail.SignIn;

/// <summary>
/// Whether the one who signed in is the one whose mailbox this is. A user name is not an address, and mailboxes have aliases and
/// delegates, so where names differ the mail server decides.
/// </summary>
internal sealed class PersonCheck(MailAccount account, AccountRegistration registration, SignInOptions options)
{
    private static readonly TimeSpan MaximumLogin = TimeSpan.FromMinutes(1);

    /// <summary>The tenant of all personal accounts at Microsoft.</summary>
    private const string ConsumerTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    public async Task<PersonCheckOutcome> RunAsync(TokenGrant grant, TimeProvider clock)
    {
        var identity = grant.Identity;
        if (identity is not null && identity.UserNames.Contains(account.SignInName, StringComparer.OrdinalIgnoreCase))
        {
            return PersonCheckOutcome.SameName;
        }
        if (identity is not null && Disproof(identity) is { } proof) throw Wrong(identity, proof);
        if (options.TryLoginAsync is null) return PersonCheckOutcome.Unknown;

        using var limit = new TimeLimit(clock, MaximumLogin);
        string? refusal;
        try
        {
            refusal = await options.TryLoginAsync(grant.AccessToken, limit.Token).WaitAsync(
                MaximumLogin, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (
            failure is OAuthMailException or IOException or SocketException or TimeoutException or OperationCanceledException)
        {
            // The server could not be asked, and the consent must not be lost for that: the first login will tell.
            return PersonCheckOutcome.Unknown;
        }

        return refusal is null
            ? PersonCheckOutcome.AcceptedByServer
            : throw Wrong(identity, $"the mail server refused the login: {refusal}");
    }

    /// <summary>
    /// What shows without a login that this cannot be the right person: only an issuer that has nothing to do with the tenant.
    /// </summary>
    private string? Disproof(TokenIdentity identity)
    {
        if (!registration.Provider.HasTenants || MicrosoftTenant(identity.Issuer) is not { } actual) return null;
        var wanted = registration.TenantId!;
        var isConsumer = string.Equals(actual, ConsumerTenant, StringComparison.OrdinalIgnoreCase);
        if (wanted.Equals("common", StringComparison.OrdinalIgnoreCase)) return null;
        if (wanted.Equals("consumers", StringComparison.OrdinalIgnoreCase))
        {
            return isConsumer ? null : "it is a work or school account, and the account is a personal one";
        }
        if (isConsumer) return "it is a personal account, and the mailbox belongs to a tenant";
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
        $"'{identity?.ToString() ?? "an unnamed person"}' signed in for the account '{account.Name}', which belongs to '{account.SignInName}': {why}");
}
