using OAuthMail.Accounts;
using OAuthMail.Expiration;
using OAuthMail.Providers;
using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>The ends of what a program's accounts depend on. Safe for any number of threads.</summary>
public sealed class CredentialExpirationReader : ICredentialExpiration
{
    private readonly IMailAccounts _accounts;
    private readonly MailTokens _tokens;

    /// <summary>Takes the accounts and where their tokens are kept.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="tokens">The lifecycle of their tokens.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
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
        var ends = new CredentialExpirationCollector();
        foreach (var account in _accounts.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var registration in new[] { account.Incoming, account.Outgoing }.Distinct())
            {
                AddCredential(ends, account, registration);
                if (registration.Flow.HasSignIn()) await AddSignInAsync(ends, account, registration, cancellationToken).ConfigureAwait(false);
            }

            if (account.Connection.CurrentClientCertificate is { } certificate)
            {
                ends.Add(account, CredentialKind.ConnectionCertificate, certificate.Certificate.Thumbprint, accounts => CredentialTexts.OfConnection(certificate, accounts));
            }
        }

        return ends.ToList();
    }

    private static void AddCredential(CredentialExpirationCollector ends, MailAccount account, AccountRegistration registration)
    {
        var client = registration.Client;
        var identity = $"{client.ClientId} {client.Credential.Fingerprint}";
        switch (client.Credential)
        {
            case ClientSecret secret:
                // Of two accounts with the same secret, only one may say when it ends.
                ends.Add(account, CredentialKind.ClientSecret, identity, accounts => CredentialTexts.OfSecret(client, secret, accounts), knowsMore: secret.ExpiresAt is not null);
                break;
            case PrivateKeyJwt { CurrentCertificate: { } certificate }:
                ends.Add(account, CredentialKind.ClientCertificate, identity, accounts => CredentialTexts.OfClient(client, certificate, accounts));
                break;
            case ClientAssertion:
                ends.Add(account, CredentialKind.FederatedToken, identity, accounts => CredentialTexts.OfFederatedToken(client, accounts));
                break;
        }

        if (registration.ServiceAccountKey is { } key)
        {
            ends.Add(account, CredentialKind.ServiceAccountKey, $"{key.ClientEmail} {key.Signer.Fingerprint}", accounts => CredentialTexts.OfServiceAccount(key, accounts));
        }
    }

    private async Task AddSignInAsync(CredentialExpirationCollector ends, MailAccount account, AccountRegistration registration, CancellationToken cancellationToken)
    {
        var key = registration.GetConsentKey(account.SignInName, _tokens.Clock);
        if (ends.Join(account, CredentialKind.SignIn, key.Value)) return;
        TokenRecord? record = null;
        Problem? problem = null;
        try
        {
            record = (await _tokens.Store.ReadAsync(key, cancellationToken).ConfigureAwait(false))?.Record;
            if (string.IsNullOrEmpty(record?.RefreshToken)) problem = Problems.NotSignedIn;
        }
        catch (TokenStoreException unreadable)
        {
            // One record that cannot be read must not hide the ends of all others.
            problem = unreadable.Problem;
        }

        ends.Add(account, CredentialKind.SignIn, key.Value, accounts => CredentialTexts.OfSignIn(account, registration, record, problem, accounts));
    }
}
