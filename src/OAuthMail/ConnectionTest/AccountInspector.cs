using OAuthMail.Accounts;
using OAuthMail.Errors.Recognition;
using OAuthMail.Providers;

namespace OAuthMail.ConnectionTest;

/// <summary>
/// Inspects an account without a connection: its options against its provider, the credentials with their dates, the stored sign-in, and
/// the clock. Options that are invalid in every case are reported when the account is created.
/// </summary>
internal sealed class AccountInspector(MailAccount account, DateTimeOffset now)
{
    private static readonly TimeSpan EarlyWarning = TimeSpan.FromDays(30);

    /// <summary>No clock is right that is before this version of the library.</summary>
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Domains of personal mailboxes, which no application can open without a user.</summary>
    private static readonly string[] PersonalDomains =
    [
        "outlook.com", "hotmail.com", "live.com", "msn.com", "gmail.com", "googlemail.com", "yahoo.com", "aol.com",
    ];

    /// <summary>The ends of the initial domains of tenants, and the provider of their cloud.</summary>
    private static readonly (string End, string Provider)[] Clouds =
    [
        (".onmicrosoft.com", "Microsoft365"), (".onmicrosoft.us", "Microsoft365GccHigh"),
        (".partner.onmschina.cn", "Microsoft365China"), (".onmschina.cn", "Microsoft365China"),
    ];

    private readonly List<AccountFinding> _findings = [];

    /// <summary>Inspects the account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="credentials">The credentials of all accounts.</param>
    /// <param name="storeFailure">The failure of the token store, or <see langword="null"/> if it could be read.</param>
    /// <param name="now">The time of this machine.</param>
    public static AccountInspection Run(
        MailAccount account, IReadOnlyList<CredentialExpiration> credentials, OAuthMailException? storeFailure, DateTimeOffset now)
    {
        var inspector = new AccountInspector(account, now);
        if (storeFailure is not null) inspector.Add(storeFailure.Problem, storeFailure.Detail, isError: true);
        inspector.CheckClock();
        foreach (var protocol in account.Protocols.GroupBy(account.GetRegistration).Select(group => group.First()))
        {
            inspector.CheckOptions(protocol);
        }

        foreach (var credential in credentials.Where(one => one.Accounts.Contains(account.Name, StringComparer.OrdinalIgnoreCase)))
        {
            inspector.CheckCredential(credential);
        }

        return new AccountInspection(account, inspector._findings.OrderBy(finding => !finding.IsError).ToArray());
    }

    private void CheckClock()
    {
        if (now < Earliest) Add(Problems.ClockWrong, $"The clock of this machine shows {now.UtcDateTime:u}.", isError: true);
    }

    private void CheckOptions(MailProtocol protocol)
    {
        var registration = account.GetRegistration(protocol);
        var vendor = MailVendors.OfProvider(registration.Provider);
        var domain = account.Address.Substring(account.Address.LastIndexOf('@') + 1);
        var isApplication = registration.Flow.IsForApplication() || registration.Flow == OAuthFlow.JwtBearer;
        if (isApplication && PersonalDomains.Contains(domain, StringComparer.OrdinalIgnoreCase))
        {
            Add(
                Problems.FlowNotSupported,
                $"{account.Address} is a personal mailbox, which no application can open without its user. Set Flow to AuthorizationCode.",
                isError: true, protocol);
        }

        CheckCloud(protocol, registration);
        CheckScopes(protocol, registration, vendor);
        CheckRedirect(protocol, registration, vendor);
    }

    private void CheckCloud(MailProtocol protocol, AccountRegistration registration)
    {
        if (registration.TenantId is not { } tenant || !MailVendors.OfProvider(registration.Provider).IsMicrosoft()) return;
        var cloud = Array.Find(Clouds, one => tenant.EndsWith(one.End, StringComparison.OrdinalIgnoreCase)).Provider;
        var isSame = cloud is null || registration.Provider.Id.Equals(cloud, StringComparison.OrdinalIgnoreCase)
            || (cloud == "Microsoft365GccHigh" && registration.Provider.Id.Equals("Microsoft365Dod", StringComparison.OrdinalIgnoreCase));
        if (!isSame)
        {
            Add(
                Problems.TenantUnknown,
                $"The tenant {tenant} belongs to the cloud of the provider {cloud}, but Provider is {registration.Provider.Id}.",
                isError: true, protocol);
        }
    }

    private void CheckScopes(MailProtocol protocol, AccountRegistration registration, MailVendor vendor)
    {
        const string mail = "https://mail.google.com/";
        if (vendor == MailVendor.Google && registration.MailScopes.Count > 0 && !registration.MailScopes.Contains(mail))
        {
            Add(
                Problems.TokenScopeInsufficient,
                $"{ReportText.NameOf(protocol)} requires the scope {mail} (configured: {string.Join(" ", registration.MailScopes)}).",
                isError: true, protocol);
        }
    }

    private void CheckRedirect(MailProtocol protocol, AccountRegistration registration, MailVendor vendor)
    {
        if (registration.RedirectUri is not { } redirect) return;
        if (redirect.Scheme == "urn")
        {
            Add(
                Problems.RedirectAddressRefused, $"The provider no longer accepts the redirect URI {redirect.OriginalString}.",
                isError: true, protocol);
            return;
        }

        var isPublic = registration.Client.Credential == ClientCredential.None;
        if (vendor.IsMicrosoft() && redirect is { Scheme: "http", Host: "127.0.0.1" or "[::1]" })
        {
            Add(
                Problems.RedirectAddressRefused,
                $"The redirect URI is {redirect.OriginalString}. Microsoft's portal accepts http://localhost instead of {redirect.Host}.",
                isError: false, protocol);
        }

        if (vendor.IsMicrosoft() && redirect.Scheme == "http" && redirect.IsLoopback && !isPublic)
        {
            Add(
                Problems.ClientKindWrong,
                $"The account has a client secret or certificate, and the redirect URI {redirect.OriginalString}. A registration of the "
                + "kind \"Mobile and desktop applications\" must not send one (AADSTS700025).",
                isError: false, protocol);
        }
    }

    private void CheckCredential(CredentialExpiration credential)
    {
        if (credential.Problem is { } problem)
        {
            _findings.Add(
                new AccountFinding(problem, $"{credential.Kind} {credential.Name} cannot be used.", credential.Remedy, isError: true));
            return;
        }

        if (credential.ExpiresAt is not { } end || end - now > EarlyWarning) return;
        var kind = credential.Kind == CredentialKind.ClientSecret ? Problems.ClientSecretExpired
            : credential.Kind is CredentialKind.SignIn ? Problems.RefreshTokenRefused
            : Problems.CertificateUnusable;
        _findings.Add(new AccountFinding(
            kind, $"{credential.Kind} {credential.Name} {(end <= now ? "expired" : "expires")} on {end.UtcDateTime:u}.", credential.Remedy,
            isError: end <= now));
    }

    private void Add(Problem problem, string detail, bool isError, MailProtocol? protocol = null)
    {
        var side = protocol ?? account.Protocols.First();
        var remedy = Remedies.Find(
            problem, MailVendors.OfProvider(account.GetProvider(side)), account.GetFlow(side), AccountRemedyValues.Of(account, side));
        if (!_findings.Exists(one => one.Problem == problem && one.Detail == detail))
        {
            _findings.Add(new AccountFinding(problem, detail, remedy, isError));
        }
    }
}
