using OAuthMail.ConnectionTest;
using OAuthMail.Errors;

namespace OAuthMail.SignIn;

/// <summary>
/// Checks that the user who signed in has access to the mailbox. A user name is not an address, and mailboxes have aliases and
/// delegates, so a login at the mail server decides if the names differ.
/// </summary>
internal sealed class UserCheck(MailAccount account, SignInSide side, SignInOptions options)
{
    private const int MaximumRejection = 2000;
    private static readonly TimeSpan MaximumLogin = TimeSpan.FromMinutes(1);

    /// <summary>The tenant of all personal Microsoft accounts.</summary>
    private const string ConsumerTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    /// <exception cref="OAuthMailException">The wrong user signed in, or the token has the wrong scope.</exception>
    public async Task<UserCheckOutcome> RunAsync(TokenGrant grant, TimeProvider clock)
    {
        var identity = grant.Identity;
        var isSame = identity is not null && identity.UserNames.Contains(account.SignInName, StringComparer.OrdinalIgnoreCase)
            && !string.Equals(identity.UnverifiedName, account.SignInName, StringComparison.OrdinalIgnoreCase);
        if (!isSame && identity is not null && Disproof(identity) is { } proof) throw Wrong(identity, proof);
        var protocol = FindProtocol();
        if (CreateLogin(protocol, clock) is not { } tryLoginAsync) return isSame ? UserCheckOutcome.SameName : UserCheckOutcome.Unknown;

        using var limit = new TimeLimit(clock, MaximumLogin);
        string? rejection;
        try
        {
            rejection = await tryLoginAsync(grant.AccessToken, limit.Token).WaitAsync(
                MaximumLogin, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The login check has no result, whatever the caller's mail library throws. The code has been used, so the consent must not
            // be lost because of that: the first login shows the result.
            return isSame ? UserCheckOutcome.SameName : UserCheckOutcome.Unknown;
        }

        rejection = rejection is null ? null : ForeignText.Clean(rejection, MaximumRejection);
        if (rejection is null) return isSame ? UserCheckOutcome.SameName : UserCheckOutcome.AcceptedByServer;
        if (protocol is { } tested && ScopeEvidence.Find(account, tested, grant.AccessToken, clock.GetUtcNow()) is { } scope)
        {
            throw new OAuthMailException(
                scope.Problem,
                $"The mail server rejected the login after the sign-in for '{account.Name}': {rejection}. "
                + $"The token shows why: {scope.Detail}");
        }

        // The right user signed in, and nothing shows why the server rejects the login: the mailbox may have been created just now.
        if (isSame) return UserCheckOutcome.SameName;
        var words = $"the mail server rejected the login: {rejection}";
        throw identity is null ? Unexplained(words) : Wrong(identity, words);
    }

    /// <summary>
    /// Returns the protocol for the login: one for which the account requests the permission. A token without it would be rejected
    /// for every user.
    /// </summary>
    private MailProtocol? FindProtocol()
    {
        var registration = side.Registration;
        foreach (var protocol in new[] { MailProtocol.Imap, MailProtocol.Pop3, MailProtocol.Smtp })
        {
            if (account.GetEndpoint(protocol) is null || !ReferenceEquals(account.GetRegistration(protocol), registration)) continue;
            var permission = registration.Provider.GetExpectedPermission(registration.Flow, protocol);
            var wanted = permission?.Split([' '], StringSplitOptions.RemoveEmptyEntries) ?? [];
            var isRequested = wanted.Any(one => registration.Scopes.Contains(one, StringComparer.OrdinalIgnoreCase));
            if (wanted.Length == 0 || isRequested) return protocol;
        }

        return null;
    }

    private Func<AccessToken, CancellationToken, Task<string?>>? CreateLogin(MailProtocol? protocol, TimeProvider clock)
    {
        if (options.TryLoginAsync is not null) return options.TryLoginAsync;
        if (!options.CheckByLogin || protocol is not { } one) return null;
        var tester = options.Tester ?? new ConnectionTester(new ConnectionTesterOptions { TimeProvider = clock });
        return tester.CreateLoginCheck(account, one);
    }

    /// <summary>
    /// Returns why the user cannot be the right one, without a login, or <see langword="null"/>. Only an issuer of another tenant
    /// proves this.
    /// </summary>
    private string? Disproof(TokenIdentity identity)
    {
        var registration = side.Registration;
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

    private OAuthMailException Wrong(TokenIdentity identity, string why) => new(
        Problems.WrongPerson,
        $"'{identity}' signed in for the account '{account.Name}', which belongs to '{account.SignInName}': {why}");

    /// <summary>Neither the user nor the scope of the token is known.</summary>
    private OAuthMailException Unexplained(string why) => new(
        Problems.SignInNotAccepted,
        $"After the sign-in for the account '{account.Name}', which belongs to '{account.SignInName}', {why}. "
        + $"The scopes are {string.Join(" ", side.Registration.Scopes)}");
}
