using OAuthMail.Credentials;

namespace OAuthMail.Configuration;

/// <summary>
/// Client registrations that complete one another: the part for incoming or outgoing mail, the account's own, and the shared one. The most
/// specific one that sets an option wins.
/// </summary>
internal sealed class OAuthClientOptionLayers
{
    private static readonly HashSet<string> CredentialOptions = new(StringComparer.Ordinal)
    {
        nameof(OAuthClientOptions.ClientSecret), nameof(OAuthClientOptions.ClientSecretFile),
        nameof(OAuthClientOptions.ClientSecretExpires), nameof(OAuthClientOptions.ClientSecretPlacement),
        nameof(OAuthClientOptions.Certificate), nameof(OAuthClientOptions.CertificateAlgorithm),
        nameof(OAuthClientOptions.SendCertificateChain), nameof(OAuthClientOptions.FederatedTokenFile),
        nameof(OAuthClientOptions.ServiceAccountKeyFile),
    };

    private static readonly HashSet<string> PasswordOptions = new(StringComparer.Ordinal)
    {
        nameof(OAuthClientOptions.Password), nameof(OAuthClientOptions.PasswordFile),
    };

    private readonly IReadOnlyList<(string Path, OAuthClientOptions Options)> _layers;

    /// <summary>Creates layers.</summary>
    /// <param name="layers">The configuration paths and options, the most specific first.</param>
    public OAuthClientOptionLayers(IReadOnlyList<(string Path, OAuthClientOptions Options)> layers)
    {
        _layers = layers;
        foreach (var layer in layers) Merge(Merged, layer.Options);
    }

    /// <summary>Gets the merged options, in which blank texts are unset.</summary>
    public OAuthClientOptions Merged { get; } = new();

    /// <summary>Returns the configuration paths that an option can have. The first one is where it is set, if it is set.</summary>
    /// <param name="option">The option, such as <c>Certificate:File</c>, or an empty string for the section itself.</param>
    public IReadOnlyList<string> PathsOf(string option)
    {
        if (option.Length == 0) return [_layers[0].Path];
        return _layers.OrderByDescending(layer => IsSet(layer.Options, option)).Select(layer => $"{layer.Path}:{option}").ToArray();
    }

    /// <summary>
    /// A credential is taken as a whole: an account's own secret must not be combined with the shared certificate. If an account
    /// specifies only details, such as when the secret expires, they apply to the credential that it shares. A user's password is taken
    /// as a whole too.
    /// </summary>
    private static void Merge(OAuthClientOptions to, OAuthClientOptions from)
    {
        var hasCredential = IsSet(to.ClientSecret) || IsSet(to.ClientSecretFile) || IsSet(to.FederatedTokenFile)
            || IsSet(to.ServiceAccountKeyFile) || CertificateOptionKeys.HasCertificate(to.Certificate);
        var hasPassword = IsSet(to.Password) || IsSet(to.PasswordFile);
        to.DiscoveredServer ??= from.DiscoveredServer;
        foreach (var key in OAuthClientOptionKeys.Table.Keys)
        {
            if (hasCredential && CredentialOptions.Contains(key.Name)) continue;
            if (hasPassword && PasswordOptions.Contains(key.Name)) continue;
            key.Fill(to, from);
        }
    }

    private static bool IsSet(OAuthClientOptions options, string option)
    {
        var colon = option.IndexOf(':');
        if (colon < 0) return OAuthClientOptionKeys.Table.IsSet(options, option);
        var name = option.Substring(colon + 1);
        return option.Substring(0, colon) switch
        {
            nameof(OAuthClientOptions.Certificate) => options.Certificate is { } certificate
                && CertificateOptionKeys.Table.IsSet(certificate, name),
            nameof(OAuthClientOptions.AuthorizationParameters) => options.AuthorizationParameters.ContainsKey(name),
            nameof(OAuthClientOptions.TokenParameters) => options.TokenParameters.ContainsKey(name),
            _ => false,
        };
    }

    private static bool IsSet(string? text) => !string.IsNullOrWhiteSpace(text);
}
