using System.Security.Cryptography.X509Certificates;
using OAuthMail.Accounts;
using OAuthMail.Credentials;
using OAuthMail.Errors;
using OAuthMail.Flows;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.Expiration;

/// <summary>Creates the descriptions of credentials, with the expiration date and the remedy.</summary>
internal static class CredentialTexts
{
    private const int MaximumSubject = 200;
    private const string NoRestart = "A replaced file is used without a restart.";

    public static CredentialExpiration OfSecret(
        ClientRegistration client, ClientSecret secret, string? unreadable, IReadOnlyList<string> accounts) => new(
        CredentialKind.ClientSecret, $"client secret of {client}", accounts,
        unreadable is not null ? $"{unreadable} {Problems.ClientSecretUnreadable.Remedy}"
            : secret.ExpiresAt is null
            ? "Look up in the registration when the secret expires, and set ClientSecretExpires to that date."
            : "Add a new secret, or better a certificate, to the registration. Configure it with its expiration date. "
                + "Then remove the old secret.")
    {
        ExpiresAt = secret.ExpiresAt?.ToUniversalTime(),
        Problem = unreadable is null ? null : Problems.ClientSecretUnreadable,
    };

    public static CredentialExpiration OfClient(
        ClientRegistration client, CertificateReading certificate, IReadOnlyList<string> accounts) =>
        Of(
        CredentialKind.ClientCertificate, certificate, $"of {client}", accounts,
        $"Add the next certificate to the registration first. Then replace the configured certificate. {NoRestart}");

    public static CredentialExpiration OfConnection(CertificateReading certificate, IReadOnlyList<string> accounts) => Of(
        CredentialKind.ConnectionCertificate, certificate, "for connections", accounts,
        $"Configure the mail server to trust the next certificate first. Then replace the configured certificate. {NoRestart}");

    public static CredentialExpiration OfFederatedToken(
        ClientRegistration client, TokenRequestException? unusable, IReadOnlyList<string> accounts) => new(
        CredentialKind.FederatedToken, $"federated token of {client}", accounts,
        unusable?.Message ?? "No action is needed. The platform replaces the token before it expires.")
    {
        Problem = unusable?.Problem,
    };

    public static CredentialExpiration OfPassword(MailAccount account, string? unreadable, IReadOnlyList<string> accounts) => new(
        CredentialKind.Password, $"password of {account.SignInName}", accounts,
        unreadable is null
            ? $"Write the next password into the file when the user changes it. {NoRestart}"
            : $"{unreadable} {Problems.PasswordUnreadable.Remedy}")
    {
        Problem = unreadable is null ? null : Problems.PasswordUnreadable,
    };

    public static CredentialExpiration OfServiceAccount(ServiceAccountKey key, IReadOnlyList<string> accounts) => new(
        CredentialKind.ServiceAccountKey, $"key {key.Signer.Fingerprint} of {key}", accounts,
        "No action is needed. The key does not expire. Replace it as often as your organization requires.");

    /// <param name="account">One of the accounts that use the sign-in.</param>
    /// <param name="registration">The client registration that the user consented to.</param>
    /// <param name="record">The stored record, or <see langword="null"/> if there is none.</param>
    /// <param name="problem">Why the stored record cannot be used, or <see langword="null"/> if it can.</param>
    /// <param name="accounts">The names of all accounts that use the sign-in.</param>
    public static CredentialExpiration OfSignIn(
        MailAccount account, AccountRegistration registration, TokenRecord? record, Problem? problem, IReadOnlyList<string> accounts)
    {
        var limit = registration.Provider.RefreshTokenIdleLimit;
        var idleEnd = (record?.RefreshedAt ?? record?.SignedInAt)?.ToUniversalTime() + limit;
        var announced = TokenRecords.GetRefreshTokenExpiration(record)?.ToUniversalTime();
        var isFixed = announced is not null && !(idleEnd < announced);
        var remedy = isFixed
            ? ConsentAge.FindTestingAdvice(registration.Server, record!.SignedInAt, announced!.Value)
                ?? "Sign in again before this date, unless a token request extends it. The authorization server has announced the date."
            : limit is { } idle
            ? $"Use the account: every token request extends the sign-in by {idle.TotalDays:0} days. "
                + "After it has expired, sign in again."
            : "No action is needed. No expiration date is known, but the user or a policy can revoke the sign-in at any time.";
        return new CredentialExpiration(
            CredentialKind.SignIn, $"sign-in of {account.SignInName} for {registration.Client}", accounts, problem?.Remedy ?? remedy)
        {
            ExpiresAt = problem is not null ? null : isFixed ? announced : idleEnd,
            Problem = problem,
        };
    }

    private static CredentialExpiration Of(
        CredentialKind kind, CertificateReading reading, string use, IReadOnlyList<string> accounts, string remedy)
    {
        X509Certificate2 certificate = reading.Certificate;
        var name = $"certificate {certificate.Thumbprint} ({ForeignText.Clean(certificate.Subject, MaximumSubject)}) {use}";
        return new CredentialExpiration(kind, name, accounts, reading.Unreadable?.Detail ?? remedy)
        {
            ExpiresAt = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            Problem = reading.Unreadable?.Problem,
        };
    }
}
