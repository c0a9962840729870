using OAuthMail.Credentials;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Finds the one credential that the options name, and loads it.</summary>
internal sealed class CredentialLoader(string path, OAuthClientOptions options, OAuthFlow flow, MailProvider provider, List<OptionError> failures)
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
            (nameof(options.FederatedTokenFile), options.FederatedTokenFile),
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

        var isCertificate = (options.CertificateThumbprint ?? options.CertificateFile) is not null;
        var isSecret = (options.ClientSecret ?? options.ClientSecretFile) is not null;
        CheckDetails(isCertificate, isSecret);

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
            if (flow == OAuthFlow.ClientCredentials) Fail("Credential", "is missing: set ClientSecretFile, CertificateThumbprint, CertificateFile or FederatedTokenFile");
            else if (flow != OAuthFlows.Password && !provider.AllowsPublicClients) Fail(nameof(options.ClientSecretFile), $"is missing: {provider.DisplayName} wants the client's secret, from desktop programs too");
            return null;
        }

        if (isSecret) return Secret();
        if (isCertificate) return Certificate(named[0].Option);
        return options.FederatedTokenFile is { } file ? FederatedToken(file) : NotForThisFlow();
    }

    /// <summary>What is said of a credential that is not there would be passed over without a word.</summary>
    private void CheckDetails(bool isCertificate, bool isSecret)
    {
        if (options.ClientSecretExpires is not null && !isSecret) Fail(nameof(options.ClientSecretExpires), "is set, but there is no secret");
        if (options.ClientSecretPlacement == ClientSecretPlacement.Header && !isSecret) Fail(nameof(options.ClientSecretPlacement), "is set, but there is no secret");
        if (options.SendCertificateChain && !isCertificate) Fail(nameof(options.SendCertificateChain), "is set, but there is no certificate");
        if (options.CertificateAlgorithm is not null && !isCertificate) Fail(nameof(options.CertificateAlgorithm), "is set, but there is no certificate");
        foreach (var (option, value) in new[]
        {
            (nameof(options.CertificateKeyFile), options.CertificateKeyFile), (nameof(options.CertificatePassword), options.CertificatePassword),
            (nameof(options.CertificatePasswordFile), options.CertificatePasswordFile),
        })
        {
            if (value is not null && options.CertificateFile is null) Fail(option, $"is set, but {nameof(options.CertificateFile)} is not");
        }

        if (options.CertificatePassword is not null && options.CertificatePasswordFile is not null)
        {
            Fail(nameof(options.CertificatePasswordFile), $"is set beside {nameof(options.CertificatePassword)}: keep one of them");
        }
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

    private ClientSecret? Secret()
    {
        if (_files.ReadSecret(nameof(options.ClientSecret), options.ClientSecret, nameof(options.ClientSecretFile), options.ClientSecretFile) is not { } secret) return null;
        if (provider.ClientSecretIdsAreGuids && Guid.TryParseExact(secret, "D", out _))
        {
            var option = options.ClientSecretFile is null ? nameof(options.ClientSecret) : nameof(options.ClientSecretFile);
            Fail(option, "holds a GUID, which is the id of a secret and never its value: configure the value, which is shown only once, when the secret is made; make a new one if it is lost");
            return null;
        }

        Func<string> current = options.ClientSecretFile is { } file ? new FollowedSecret(file, secret).Get : () => secret;
        return new ClientSecret(secret, current, options.ClientSecretPlacement) { ExpiresAt = options.ClientSecretExpires };
    }

    private ClientAssertion? FederatedToken(string file)
    {
        try
        {
            AssertionFile.Read(file);
            return ClientAssertion.FromFile(file);
        }
        catch (OAuthMailException failure)
        {
            Fail(nameof(options.FederatedTokenFile), $"cannot be used: {failure.Detail}");
            return null;
        }
    }

    private PrivateKeyJwt? Certificate(string option)
    {
        var location = new CertificateLocation
        {
            Thumbprint = options.CertificateThumbprint,
            File = options.CertificateFile,
            KeyFile = options.CertificateKeyFile,
            Password = options.CertificatePassword,
            PasswordFile = options.CertificatePasswordFile,
            WithIssuers = options.SendCertificateChain,
        };
        if (FollowedCertificate.TryLoad(option, nameof(options.CertificatePasswordFile), location, _files) is not { } followed) return null;
        try
        {
            return PrivateKeyJwt.FromReadings(followed.Read, options.CertificateAlgorithm, options.SendCertificateChain, location.DescribeState);
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
