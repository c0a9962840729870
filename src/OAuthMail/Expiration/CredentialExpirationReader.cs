using OAuthMail.Accounts;
using OAuthMail.Expiration;
using OAuthMail.Providers;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>Lists the credentials that a program's accounts depend on, and when they expire. This class is thread-safe.</summary>
public sealed class CredentialExpirationReader : ICredentialExpiration
{
    private static readonly Problem[] Refusals =
    [
        Problems.InteractionRequired, Problems.ConsentRequired, Problems.SignInFrequency, Problems.PasswordChangeRequired,
        Problems.ManagedDeviceRequired,
    ];

    private readonly IMailAccounts _accounts;
    private readonly MailTokens _tokens;

    /// <summary>Initializes a new instance of the <see cref="CredentialExpirationReader"/> class.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="tokens">The token lifecycle, whose store holds the users' sign-ins.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="accounts"/> or <paramref name="tokens"/> is <see langword="null"/>.
    /// </exception>
    public CredentialExpirationReader(IMailAccounts accounts, MailTokens tokens)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(tokens);
        _accounts = accounts;
        _tokens = tokens;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CredentialExpiration>> ListAsync(CancellationToken cancellationToken = default)
    {
        var found = new CredentialExpirationCollector();
        foreach (var account in _accounts.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var registration in new[] { account.Incoming, account.Outgoing }.Distinct())
            {
                AddCredential(found, account, registration);
                if (registration.Flow.HasSignIn())
                {
                    await AddSignInAsync(found, account, registration, cancellationToken).ConfigureAwait(false);
                }
            }

            if (account.Connection.CurrentClientCertificate is { } certificate)
            {
                found.Add(
                    account, CredentialKind.ConnectionCertificate, certificate.Certificate.Thumbprint,
                    accounts => CredentialTexts.OfConnection(certificate, accounts));
            }
        }

        return found.ToList();
    }

    private static void AddCredential(CredentialExpirationCollector found, MailAccount account, AccountRegistration registration)
    {
        var client = registration.Client;
        var identity = $"{client.ClientId} {client.Credential.Fingerprint}";
        switch (client.Credential)
        {
            case ClientSecret secret:
                // Accounts may share a secret, and only one of them may specify when it expires. That description is used.
                var unreadable = secret.FindError();
                found.Add(
                    account, CredentialKind.ClientSecret, identity,
                    accounts => CredentialTexts.OfSecret(client, secret, unreadable, accounts),
                    replaces: secret.ExpiresAt is not null || unreadable is not null);
                break;
            case PrivateKeyJwt { CurrentCertificate: { } certificate }:
                found.Add(
                    account, CredentialKind.ClientCertificate, identity,
                    accounts => CredentialTexts.OfClient(client, certificate, accounts));
                break;
            case ClientAssertion assertion:
                var unusable = assertion.FindError();
                found.Add(
                    account, CredentialKind.FederatedToken, identity,
                    accounts => CredentialTexts.OfFederatedToken(client, unusable, accounts));
                break;
        }

        if (registration.FindPasswordError is { } findError)
        {
            var missing = findError();
            found.Add(
                account, CredentialKind.Password, account.SignInName,
                accounts => CredentialTexts.OfPassword(account, missing, accounts));
        }

        if (registration.ServiceAccountKey is { } key)
        {
            found.Add(
                account, CredentialKind.ServiceAccountKey, $"{key.ClientEmail} {key.Signer.Fingerprint}",
                accounts => CredentialTexts.OfServiceAccount(key, accounts));
        }
    }

    /// <summary>
    /// Returns the problem with which a refresh token was rejected. Another version of the library may have stored an unknown code.
    /// </summary>
    private static Problem FindRefusal(string code) =>
        Array.Find(Refusals, problem => problem.Code == code) ?? Problems.RefreshTokenRefused;

    private async Task AddSignInAsync(
        CredentialExpirationCollector found, MailAccount account, AccountRegistration registration, CancellationToken cancellationToken)
    {
        var key = registration.GetConsentKey(account.SignInName, _tokens.Clock);
        if (found.TryJoin(account, CredentialKind.SignIn, key.Value)) return;
        TokenRecord? record = null;
        Problem? problem = null;
        try
        {
            record = (await _tokens.Store.ReadAsync(key, cancellationToken).ConfigureAwait(false))?.Record;
            problem = string.IsNullOrEmpty(record?.RefreshToken)
                ? StoredIdentity.MissingRefreshToken(account.Name, record).Problem
                : TokenRecords.GetRefusal(record) is { } code ? FindRefusal(code) : null;
        }
        catch (TokenStoreException unreadable)
        {
            // One unreadable record must not hide the expiration dates of all others.
            problem = unreadable.Problem;
        }

        found.Add(
            account, CredentialKind.SignIn, key.Value,
            accounts => CredentialTexts.OfSignIn(account, registration, record, problem, accounts));
    }
}
