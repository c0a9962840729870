using System.Security.Cryptography.X509Certificates;
using OAuthMail.Diagnosis;
using OAuthMail.Flows;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Finds the one credential that the options name, and loads it.</summary>
internal sealed class CredentialLoader(string path, MailClientOptions options, OAuthFlow flow, MailProvider provider, List<OptionFailure> failures)
{
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

        if (named.Count == 0)
        {
            if (flow == OAuthFlow.ClientCredentials) Fail("Credential", "is missing: set ClientSecretFile, CertificateThumbprint or CertificateFile");
            else if (!provider.AllowsPublicClients) Fail(nameof(options.ClientSecretFile), $"is missing: {provider.DisplayName} wants the client's secret, from desktop programs too");
            return null;
        }

        return named[0].Option switch
        {
            nameof(options.ClientSecret) => Secret(nameof(options.ClientSecret), options.ClientSecret),
            nameof(options.ClientSecretFile) => Secret(nameof(options.ClientSecretFile), ReadText(nameof(options.ClientSecretFile), options.ClientSecretFile!)),
            nameof(options.CertificateThumbprint) => Certificate(nameof(options.CertificateThumbprint), () => CertificateFiles.FindByThumbprint(options.CertificateThumbprint!)),
            nameof(options.CertificateFile) => Certificate(nameof(options.CertificateFile), LoadCertificateFile),
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

    private ClientSecret? Secret(string option, string? secret)
    {
        if (secret is null) return null;
        if (secret.Length > 0) return new ClientSecret(secret, options.ClientSecretPlacement);
        Fail(option, "is empty");
        return null;
    }

    private X509Certificate2 LoadCertificateFile()
    {
        var password = options.CertificatePassword
            ?? (options.CertificatePasswordFile is null ? null : ReadText(nameof(options.CertificatePasswordFile), options.CertificatePasswordFile));
        return CertificateFiles.Load(options.CertificateFile!, options.CertificateKeyFile, password);
    }

    private PrivateKeyJwt? Certificate(string option, Func<X509Certificate2> load)
    {
        try
        {
            return PrivateKeyJwt.FromCertificate(load(), options.CertificateAlgorithm);
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

    private string? ReadText(string option, string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Fail(option, $"names '{file}', which cannot be read: {failure.Message}");
            return null;
        }
    }

    private void Fail(string option, string failure) => failures.Add(new OptionFailure($"{path}:{option}", failure.TrimEnd('.')));
}
