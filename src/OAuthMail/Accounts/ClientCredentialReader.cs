using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Loads the credential that a client registration specifies.</summary>
/// <param name="errors">The scope of the registration.</param>
/// <param name="options">The registration, without blank texts.</param>
/// <param name="flow">The flow, or <see langword="null"/> if it is unknown or cannot be used.</param>
/// <param name="provider">The provider, or <see langword="null"/> if it is unknown.</param>
internal sealed class ClientCredentialReader(OptionErrors errors, OAuthClientOptions options, OAuthFlow? flow, MailProvider? provider)
{
    private const string Certificate = nameof(OAuthClientOptions.Certificate);
    private const string Secret = nameof(OAuthClientOptions.ClientSecret);
    private const string SecretFileOption = nameof(OAuthClientOptions.ClientSecretFile);
    private const string FederatedToken = nameof(OAuthClientOptions.FederatedTokenFile);
    private const string ServiceAccount = nameof(OAuthClientOptions.ServiceAccountKeyFile);

    /// <summary>Returns the credential, or <see langword="null"/> if there is none or it cannot be used.</summary>
    public ClientCredential? Read(out ServiceAccountKey? serviceAccount)
    {
        serviceAccount = null;
        var before = errors.Count;
        var set = errors.CheckExclusive(
            "Keep one credential.", (Secret, options.ClientSecret is not null), (SecretFileOption, options.ClientSecretFile is not null),
            (Certificate, CertificateOptionKeys.HasCertificate(options.Certificate)),
                (FederatedToken, options.FederatedTokenFile is not null),
            (ServiceAccount, options.ServiceAccountKeyFile is not null));
        CheckDetails(set);
        if (set.Count > 1) return null;
        switch (flow)
        {
            case OAuthFlow.ManagedIdentity:
                if (set.Count > 0) errors.Add(set[0], "Must not be set: a managed identity needs no credential.");
                return null;
            case OAuthFlow.JwtBearer:
                serviceAccount = ReadServiceAccount();
                return null;
            default:
                return set.Count == 0 ? CheckNone(isComplete: errors.Count == before) : ReadOne(set[0]);
        }
    }

    /// <summary>Reports details of a credential that is not set. They would have no effect.</summary>
    private void CheckDetails(IReadOnlyList<string> set)
    {
        var isSecret = set.Contains(Secret) || set.Contains(SecretFileOption);
        var isHeader = options.ClientSecretPlacement != ClientSecretPlacement.Form;
        errors.CheckDefined<ClientSecretPlacement>(nameof(options.ClientSecretPlacement), options.ClientSecretPlacement, "placement");
        errors.CheckNeeds(
            SecretFileOption, isSecret, (nameof(options.ClientSecretExpires), options.ClientSecretExpires is not null),
            (nameof(options.ClientSecretPlacement), isHeader && EnumText.IsDefined(options.ClientSecretPlacement)));
        errors.CheckNeeds(
            Certificate, set.Contains(Certificate), (nameof(options.SendCertificateChain), options.SendCertificateChain),
            (nameof(options.CertificateAlgorithm), options.CertificateAlgorithm is not null));
        if (!set.Contains(Certificate) && options.Certificate is not null)
        {
            CertificateOptionsReader.Read(options.Certificate, errors.At(Certificate));
        }
    }

    private ClientCredential? CheckNone(bool isComplete)
    {
        // An option that could not be read may be the credential.
        if (!isComplete || new[] { Secret, SecretFileOption, Certificate, FederatedToken }.Any(errors.HasError)) return null;
        if (flow == OAuthFlow.ClientCredentials)
        {
            errors.AddMissing(Certificate,
                $"The flow {flow} needs a credential: set {Certificate}, {SecretFileOption} or {FederatedToken}.");
        }
        else if (flow is not null && flow != OAuthFlows.Password && provider is { AllowsPublicClients: false })
        {
            errors.AddMissing(SecretFileOption, $"A client secret is required by {provider.DisplayName}, also for desktop applications.");
        }

        return null;
    }

    private ClientCredential? ReadOne(string option) => option switch
    {
        Certificate => ReadCertificate(options.Certificate!),
        FederatedToken => ReadFederatedToken(options.FederatedTokenFile!),
        ServiceAccount => RejectServiceAccount(),
        _ => ReadSecret(),
    };

    private ClientCredential? RejectServiceAccount()
    {
        if (flow is not null) errors.Add(ServiceAccount, $"Is only for the flow {OAuthFlow.JwtBearer}, but the flow is {flow}.");
        return null;
    }

    private ServiceAccountKey? ReadServiceAccount()
    {
        if (options.ServiceAccountKeyFile is null)
        {
            errors.AddMissing(ServiceAccount, "Set the path of the service account's JSON key file.");
            return null;
        }

        try
        {
            return ServiceAccountKey.FromFile(options.ServiceAccountKeyFile);
        }
        catch (OAuthMailException failure)
        {
            errors.Add(ServiceAccount, $"The key can't be used: {failure.Detail.TrimEnd('.')}.");
            return null;
        }
    }

    private ClientSecret? ReadSecret()
    {
        var text = SecretOptionReader.Read(
            errors, Secret, options.ClientSecret, SecretFileOption, options.ClientSecretFile, isGenerated: true);
        if (text is not { } secret) return null;

        if (provider is { ClientSecretIdsAreGuids: true } && Guid.TryParseExact(secret, "D", out _))
        {
            errors.Add(
                options.ClientSecretFile is null ? Secret : SecretFileOption,
                "The value is a GUID, which is the id of a secret and never its value. "
                + "Set the value, which is shown only when the secret is created. Create a new secret if the value is lost.");
            return null;
        }

        var followed = options.ClientSecretFile is { } file ? new FollowedSecret(file, secret) : null;
        return new ClientSecret(
            secret, followed is null ? () => secret : followed.Get, ChoosePlacement(), followed is null ? null : followed.FindError)
        {
            ExpiresAt = options.ClientSecretExpires,
        };
    }

    /// <summary>Returns the header if the discovered server does not support the form, which is the default.</summary>
    private ClientSecretPlacement ChoosePlacement() =>
        options.CurrentServer?.AuthenticationMethods is { Count: > 0 } methods && !methods.Contains("client_secret_post")
            && methods.Contains("client_secret_basic")
            ? ClientSecretPlacement.Header
            : EnumText.IsDefined(options.ClientSecretPlacement) ? options.ClientSecretPlacement : ClientSecretPlacement.Form;

    /// <summary>Returns RS256 if the discovered server does not support PS256, which is the default of an RSA key.</summary>
    private string? ChooseAlgorithm(FollowedCertificate followed) =>
        options.CurrentServer?.AssertionAlgorithms is { Count: > 0 } algorithms && !algorithms.Contains("PS256")
            && algorithms.Contains("RS256") && CertificateSigner.ChooseAlgorithm(followed.Read().Certificate, null) == "PS256"
            ? "RS256"
            : null;

    private ClientAssertion? ReadFederatedToken(string file)
    {
        try
        {
            AssertionFile.Read(file);
            return ClientAssertion.FromFile(file);
        }
        catch (OAuthMailException failure)
        {
            errors.Add(FederatedToken, $"The token can't be used: {failure.Detail.TrimEnd('.')}.");
            return null;
        }
    }

    private PrivateKeyJwt? ReadCertificate(CertificateOptions certificate)
    {
        var algorithm = options.CertificateAlgorithm;
        if (algorithm is not null && !PrivateKeyJwt.Algorithms.Contains(algorithm))
        {
            errors.AddInvalid(nameof(options.CertificateAlgorithm), algorithm, "algorithm", PrivateKeyJwt.Algorithms);
            algorithm = null;
        }

        var scope = errors.At(Certificate);
        if (CertificateOptionsReader.Read(certificate, scope, options.SendCertificateChain) is not { } followed) return null;
        try
        {
            algorithm ??= ChooseAlgorithm(followed);
            return PrivateKeyJwt.FromReadings(followed.Read, algorithm, options.SendCertificateChain, followed.DescribeState);
        }
        catch (OAuthMailException failure)
        {
            scope.Add(CertificateOptionsReader.GetOption(certificate), $"The certificate can't be used: {failure.Detail.TrimEnd('.')}.");
            return null;
        }
    }
}
