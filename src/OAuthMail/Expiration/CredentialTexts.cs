using System.Security.Cryptography.X509Certificates;
using OAuthMail.Accounts;
using OAuthMail.Credentials;
using OAuthMail.Errors;
using OAuthMail.Storage;

namespace OAuthMail.Expiration;

/// <summary>Describes credentials for people: which one, until when, and what to do.</summary>
internal static class CredentialTexts
{
    private const int MaximumSubject = 200;

    public static CredentialExpiration OfSecret(ClientRegistration client, ClientSecret secret, IReadOnlyList<string> accounts) => new(
        CredentialKind.ClientSecret, $"client secret of {client}", accounts,
        secret.ExpiresAt is null
            ? "Look up in the registration when the secret ends, and set ClientSecretExpires to it."
            : "Add a new secret to the registration, or better a certificate, and configure it with its end; then remove the old one.")
    {
        ExpiresAt = secret.ExpiresAt?.ToUniversalTime(),
    };

    public static CredentialExpiration OfClient(ClientRegistration client, CertificateReading certificate, IReadOnlyList<string> accounts) => Of(
        CredentialKind.ClientCertificate, certificate, $"of {client}", accounts,
        "Add the next certificate to the registration first; then replace this one where it is configured. A file that was replaced is used without a restart.");

    public static CredentialExpiration OfConnection(CertificateReading certificate, IReadOnlyList<string> accounts) => Of(
        CredentialKind.ConnectionCertificate, certificate, "for connections", accounts,
        "Let the mail server trust the next certificate first; then replace this one where it is configured. A file that was replaced is used without a restart.");

    public static CredentialExpiration OfFederatedToken(ClientRegistration client, IReadOnlyList<string> accounts) => new(
        CredentialKind.FederatedToken, $"federated token of {client}", accounts, "Nothing: the platform replaces the token before it ends.");

    public static CredentialExpiration OfServiceAccount(ServiceAccountKey key, IReadOnlyList<string> accounts) => new(
        CredentialKind.ServiceAccountKey, $"key {key.Signer.Fingerprint} of {key}", accounts, "Nothing: the key has no end of its own. Replace it as often as your rules say.");

    /// <param name="account">One of the accounts that use it.</param>
    /// <param name="registration">What was consented to.</param>
    /// <param name="record">What is stored; null for nothing.</param>
    /// <param name="problem">Why nothing of use is stored; null where something is.</param>
    /// <param name="accounts">All accounts that use it.</param>
    public static CredentialExpiration OfSignIn(MailAccount account, AccountRegistration registration, TokenRecord? record, Problem? problem, IReadOnlyList<string> accounts)
    {
        var limit = registration.Provider.RefreshTokenIdleLimit;
        return new CredentialExpiration(
            CredentialKind.SignIn, $"sign-in of {account.SignInName} for {registration.Client}", accounts,
            problem?.Remedy ?? (limit is { } idle
                ? $"Use the account: every token request gives the sign-in {idle.TotalDays:0} more days. Once it has ended, sign in again."
                : "Nothing: no end is known. A person or a policy may end it all the same."))
        {
            ExpiresAt = problem is null ? (record?.RefreshedAt ?? record?.SignedInAt)?.ToUniversalTime() + limit : null,
            Problem = problem,
        };
    }

    private static CredentialExpiration Of(CredentialKind kind, CertificateReading reading, string what, IReadOnlyList<string> accounts, string remedy)
    {
        X509Certificate2 certificate = reading.Certificate;
        return new CredentialExpiration(kind, $"certificate {certificate.Thumbprint} ({ForeignText.Clean(certificate.Subject, MaximumSubject)}) {what}", accounts, reading.Unreadable?.Detail ?? remedy)
        {
            ExpiresAt = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            Problem = reading.Unreadable?.Problem,
        };
    }
}
