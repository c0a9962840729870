using OAuthMail.Configuration.Keys;
using OAuthMail.Credentials;

namespace OAuthMail.Configuration;

/// <summary>The options of <see cref="OAuthClientOptions"/>.</summary>
internal static class OAuthClientOptionKeys
{
    public static OptionTable<OAuthClientOptions> Table { get; } = new(
        () => new OAuthClientOptions(),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.Provider), o => o.Provider, (o, value) => o.Provider = value),
        new ValueKey<OAuthClientOptions, OAuthFlow>(nameof(OAuthClientOptions.Flow),
            o => o.Flow, (o, value) => o.Flow = value, OptionParsers.NameOf<OAuthFlow>("flow")),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.TenantId), o => o.TenantId, (o, value) => o.TenantId = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.ClientId), o => o.ClientId, (o, value) => o.ClientId = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.ClientSecret),
            o => o.ClientSecret, (o, value) => o.ClientSecret = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.ClientSecretFile),
            o => o.ClientSecretFile, (o, value) => o.ClientSecretFile = value),
        new ValueKey<OAuthClientOptions, DateTimeOffset>(nameof(OAuthClientOptions.ClientSecretExpires),
            o => o.ClientSecretExpires, (o, value) => o.ClientSecretExpires = value, OptionParsers.Date),
        new ValueKey<OAuthClientOptions, ClientSecretPlacement>(nameof(OAuthClientOptions.ClientSecretPlacement),
            o => o.ClientSecretPlacement, (o, value) => o.ClientSecretPlacement = value,
            OptionParsers.NameOf<ClientSecretPlacement>("placement"), default(ClientSecretPlacement)),
        new SectionKey<OAuthClientOptions, CertificateOptions>(
            nameof(OAuthClientOptions.Certificate), o => o.Certificate, (o, value) => o.Certificate = value,
            CertificateOptionKeys.Table, CertificateOptionKeys.Merge),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.CertificateAlgorithm),
            o => o.CertificateAlgorithm, (o, value) => o.CertificateAlgorithm = value),
        new ValueKey<OAuthClientOptions, bool>(nameof(OAuthClientOptions.SendCertificateChain),
            o => o.SendCertificateChain, (o, value) => o.SendCertificateChain = value, OptionParsers.Flag, false),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.FederatedTokenFile),
            o => o.FederatedTokenFile, (o, value) => o.FederatedTokenFile = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.ServiceAccountKeyFile),
            o => o.ServiceAccountKeyFile, (o, value) => o.ServiceAccountKeyFile = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.Password), o => o.Password, (o, value) => o.Password = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.PasswordFile),
            o => o.PasswordFile, (o, value) => o.PasswordFile = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.AuthorizationEndpoint),
            o => o.AuthorizationEndpoint, (o, value) => o.AuthorizationEndpoint = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.TokenEndpoint),
            o => o.TokenEndpoint, (o, value) => o.TokenEndpoint = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.DeviceAuthorizationEndpoint),
            o => o.DeviceAuthorizationEndpoint, (o, value) => o.DeviceAuthorizationEndpoint = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.RevocationEndpoint),
            o => o.RevocationEndpoint, (o, value) => o.RevocationEndpoint = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.Issuer), o => o.Issuer, (o, value) => o.Issuer = value),
        new ValueKey<OAuthClientOptions, bool>(nameof(OAuthClientOptions.SendsIssuerInRedirects),
            o => o.SendsIssuerInRedirects, (o, value) => o.SendsIssuerInRedirects = value, OptionParsers.Flag, false),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.AssertionAudience),
            o => o.AssertionAudience, (o, value) => o.AssertionAudience = value),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.Scope), o => o.Scope, (o, value) => o.Scope = value),
        new ListKey<OAuthClientOptions, OAuthMechanism>(
            nameof(OAuthClientOptions.Mechanisms), o => o.Mechanisms, OptionParsers.NameOf<OAuthMechanism>("mechanism")),
        new TextKey<OAuthClientOptions>(nameof(OAuthClientOptions.RedirectUri), o => o.RedirectUri, (o, value) => o.RedirectUri = value),
        new MapKey<OAuthClientOptions, string>(nameof(OAuthClientOptions.AuthorizationParameters),
            o => o.AuthorizationParameters, OptionParsers.Name),
        new MapKey<OAuthClientOptions, string>(nameof(OAuthClientOptions.TokenParameters), o => o.TokenParameters, OptionParsers.Name));
}
