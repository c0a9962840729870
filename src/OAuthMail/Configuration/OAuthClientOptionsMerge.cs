namespace OAuthMail.Configuration;

/// <summary>Lays an account's own settings over the registration that it shares.</summary>
internal static class OAuthClientOptionsMerge
{
    /// <summary>Merges from the most particular to the most general; the first that sets an option wins.</summary>
    public static OAuthClientOptions Merge(params OAuthClientOptions?[] layers)
    {
        var merged = new OAuthClientOptions();
        foreach (var layer in layers)
        {
            if (layer is null) continue;
            merged.Provider ??= layer.Provider;
            merged.Flow ??= layer.Flow;
            merged.TenantId ??= layer.TenantId;
            merged.ClientId ??= layer.ClientId;
            MergeCredential(merged, layer);
            MergePassword(merged, layer);
            merged.AuthorizationEndpoint ??= layer.AuthorizationEndpoint;
            merged.TokenEndpoint ??= layer.TokenEndpoint;
            merged.DeviceAuthorizationEndpoint ??= layer.DeviceAuthorizationEndpoint;
            merged.RevocationEndpoint ??= layer.RevocationEndpoint;
            merged.Issuer ??= layer.Issuer;
            merged.SendsIssuerInRedirects |= layer.SendsIssuerInRedirects;
            merged.Scope ??= layer.Scope;
            merged.RedirectUri ??= layer.RedirectUri;
            if (merged.Mechanisms.Count == 0)
            {
                foreach (var mechanism in layer.Mechanisms) merged.Mechanisms.Add(mechanism);
            }

            AddMissing(merged.AuthorizationParameters, layer.AuthorizationParameters);
            AddMissing(merged.TokenParameters, layer.TokenParameters);
        }

        return merged;
    }

    /// <summary>Whether the options set nothing themselves, so that whatever they are laid over stays as it is.</summary>
    public static bool IsEmpty(OAuthClientOptions options) =>
        !HasCredential(options) && !HasCredentialDetails(options) && !HasPassword(options) && !options.SendsIssuerInRedirects && options.Flow is null && options.Mechanisms.Count == 0
        && options.AuthorizationParameters.Count == 0 && options.TokenParameters.Count == 0
        && (options.Provider ?? options.TenantId ?? options.ClientId ?? options.AuthorizationEndpoint ?? options.TokenEndpoint ?? options.DeviceAuthorizationEndpoint
            ?? options.RevocationEndpoint ?? options.Issuer ?? options.Scope ?? options.RedirectUri) is null;

    /// <summary>
    /// A credential is taken as a whole: an account's own secret must not meet the shared certificate. What an account says of a credential
    /// without having one is said of the one that it shares.
    /// </summary>
    private static void MergeCredential(OAuthClientOptions merged, OAuthClientOptions layer)
    {
        if (HasCredential(merged)) return;
        merged.ClientSecret = layer.ClientSecret;
        merged.ClientSecretFile = layer.ClientSecretFile;
        merged.CertificateThumbprint = layer.CertificateThumbprint;
        merged.CertificateFile = layer.CertificateFile;
        merged.FederatedTokenFile = layer.FederatedTokenFile;
        merged.ServiceAccountKeyFile = layer.ServiceAccountKeyFile;

        merged.ClientSecretExpires ??= layer.ClientSecretExpires;
        if (merged.ClientSecretPlacement == default) merged.ClientSecretPlacement = layer.ClientSecretPlacement;
        merged.CertificateKeyFile ??= layer.CertificateKeyFile;
        merged.CertificateAlgorithm ??= layer.CertificateAlgorithm;
        merged.SendCertificateChain |= layer.SendCertificateChain;
        if (HasCertificatePassword(merged)) return;
        merged.CertificatePassword = layer.CertificatePassword;
        merged.CertificatePasswordFile = layer.CertificatePasswordFile;
    }

    private static void MergePassword(OAuthClientOptions merged, OAuthClientOptions layer)
    {
        if (!HasPassword(merged)) (merged.Password, merged.PasswordFile) = (layer.Password, layer.PasswordFile);
    }

    private static bool HasPassword(OAuthClientOptions options) => (options.Password ?? options.PasswordFile) is not null;

    private static bool HasCredential(OAuthClientOptions options) =>
        (options.ClientSecret ?? options.ClientSecretFile ?? options.CertificateThumbprint ?? options.CertificateFile ?? options.FederatedTokenFile ?? options.ServiceAccountKeyFile) is not null;

    /// <summary>Whether anything is said of a credential, which may be another layer's.</summary>
    private static bool HasCredentialDetails(OAuthClientOptions options) =>
        options.ClientSecretExpires is not null || options.ClientSecretPlacement != default || options.SendCertificateChain
        || (options.CertificateKeyFile ?? options.CertificateAlgorithm) is not null || HasCertificatePassword(options);

    private static bool HasCertificatePassword(OAuthClientOptions options) => (options.CertificatePassword ?? options.CertificatePasswordFile) is not null;

    /// <summary>Adds what the more particular layer does not set itself.</summary>
    public static void AddMissing(IDictionary<string, string> to, IEnumerable<KeyValuePair<string, string>> from)
    {
        foreach (var pair in from)
        {
            if (!to.ContainsKey(pair.Key)) to[pair.Key] = pair.Value;
        }
    }
}
