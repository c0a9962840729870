using OAuthMail.Diagnosis;
using OAuthMail.Flows;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Finds the one credential that the options name, and loads it.</summary>
internal sealed class CredentialLoader(string path, MailClientOptions options, OAuthFlow flow, MailProvider provider, List<OptionFailure> failures)
{
    private readonly OptionFiles _files = new(path, failures);

    public ClientCredential? Load(out ServiceAccountKey? serviceAccount)
    {
        serviceAccount = null;
        var named = new (string Option, string? Value)[]
        {
            (nameof(options.ClientSecret), options.ClientSecret),
            (nameof(options.ClientSecretFile), options.ClientSecretFile),
            (nameof(options.CertificateThumbprint), options.CertificateThumbprint),
            (nameof(options.CertificateFile), options.CertificateFile),
            (nameof(options.ServiceAccountKeyFile), options.ServiceAccountKeyFile),
        }.Where(pair => pair.Value is not null).ToList();

        if (options.ClientSecretPlacement is not (ClientSecretPlacement.Form or ClientSecretPlacement.Header))
        {
            Fail(nameof(options.ClientSecretPlacement), $"is {options.ClientSecretPlacement}; it can be Form or Header");
        }

        if (named.FirstOrDefault(pair => string.IsNullOrWhiteSpace(pair.Value)).Option is { } empty)
        {
            Fail(empty, "is empty");
            return null;
        }

        if (named.Count > 1)
        {
            Fail(named[1].Option, $"is set beside {named[0].Option}: keep one credential");
            return null;
        }

        if (flow == OAuthFlow.JwtBearer)
        {
            serviceAccount = LoadServiceAccount();
            return null;
        }

        if (flow == OAuthFlow.ManagedIdentity)
        {
            if (named.Count > 0) Fail(named[0].Option, "is set, but a managed identity needs no credential");
            return null;
        }

        if (named.Count == 0)
        {
            if (flow == OAuthFlow.ClientCredentials) Fail("Credential", "is missing: set ClientSecretFile, CertificateThumbprint or CertificateFile");
            else if (flow != OAuthFlows.Password && !provider.AllowsPublicClients) Fail(nameof(options.ClientSecretFile), $"is missing: {provider.DisplayName} wants the client's secret, from desktop programs too");
            return null;
        }

        return named[0].Option switch
        {
            nameof(options.ClientSecret) or nameof(options.ClientSecretFile) => Secret(),
            nameof(options.CertificateThumbprint) or nameof(options.CertificateFile) => Certificate(named[0].Option),
            _ => NotForThisFlow(),
        };
    }

    private ClientCredential? NotForThisFlow()
    {
        Fail(nameof(options.ServiceAccountKeyFile), $"is for the flow JwtBearer, not for {flow}");
        return null;
    }

    private ServiceAccountKey? LoadServiceAccount()
    {
        if (options.ServiceAccountKeyFile is null)
        {
            Fail(nameof(options.ServiceAccountKeyFile), "is missing: name the JSON key file of the service account");
            return null;
        }

        try
        {
            return ServiceAccountKey.FromFile(options.ServiceAccountKeyFile);
        }
        catch (OAuthMailException failure)
        {
            Fail(nameof(options.ServiceAccountKeyFile), $"cannot be used: {failure.Detail}");
            return null;
        }
    }

    private ClientSecret? Secret() =>
        _files.ReadSecret(nameof(options.ClientSecret), options.ClientSecret, nameof(options.ClientSecretFile), options.ClientSecretFile) is { } secret
            ? new ClientSecret(secret, options.ClientSecretPlacement)
            : null;

    private PrivateKeyJwt? Certificate(string option)
    {
        var location = new CertificateLocation
        {
            Thumbprint = options.CertificateThumbprint,
            File = options.CertificateFile,
            KeyFile = options.CertificateKeyFile,
            Password = options.CertificatePassword,
            PasswordFile = options.CertificatePassword is null ? options.CertificatePasswordFile : null,
        };
        if (_files.LoadCertificate(option, nameof(options.CertificatePasswordFile), location) is not { } certificate) return null;
        try
        {
            return PrivateKeyJwt.FromCertificate(certificate, options.CertificateAlgorithm);
        }
        catch (OAuthMailException failure)
        {
            Fail(option, $"cannot be used: {failure.Detail}");
        }
        catch (ArgumentException)
        {
            Fail(nameof(options.CertificateAlgorithm), $"is '{options.CertificateAlgorithm}'; it can be RS256, PS256 or ES256");
        }

        return null;
    }

    private void Fail(string option, string failure) => _files.Fail(option, failure);
}
