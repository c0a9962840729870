using System.Text.Json.Nodes;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Import;

/// <summary>
/// Describes an imported account as a section of the configuration file. The options that the provider knows are left out.
/// </summary>
internal static class AccountSection
{
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>Earlier addresses of Google's token endpoint, which programs still contain.</summary>
    private static readonly string[] GoogleEndpoints =
    [
        "https://accounts.google.com/o/oauth2/token", "https://www.googleapis.com/oauth2/v3/token",
        "https://www.googleapis.com/oauth2/v4/token",
    ];

    private static readonly string[] PersonalDomains = ["outlook.", "hotmail.", "live.", "msn."];

    /// <param name="account">The account.</param>
    /// <param name="secretFile">The file with the client secret, or <see langword="null"/>.</param>
    public static JsonObject Create(ImportedAccount account, string? secretFile)
    {
        var (provider, tenant) = FindProvider(account);
        var section = new JsonObject();
        section.Set("Provider", provider?.Id);
        section.Set("Flow", account.Flow.ToString());
        section.Set("Address", account.RequireAddress());
        section.Set("TenantId", tenant == provider?.DefaultTenant ? null : tenant);
        section.Set("ClientId", account.ClientId);
        section.Set("ClientSecretFile", secretFile);
        section.Set("ServiceAccountKeyFile", account.ServiceAccountKeyFile);
        section.SetCertificate(account.CertificateFile, account.CertificateKeyFile);
        section.Set("RedirectUri", HasPort(account.RedirectUri) ? account.RedirectUri : null);
        section.Set("Scope", IsDefaultScope(provider, account) ? null : account.Scope);
        if (provider is not null) return section;
        section.Set("TokenEndpoint", account.TokenEndpoint);
        section.Set("AuthorizationEndpoint", account.AuthorizationEndpoint);
        section.Set("DeviceAuthorizationEndpoint", account.DeviceAuthorizationEndpoint);
        section.Set("Smtp", account.Smtp);
        section.Set("Imap", account.Imap);
        section.Set("Pop3", account.Pop3);
        return section;
    }

    private static (MailProvider? Provider, string? Tenant) FindProvider(ImportedAccount account)
    {
        if (account.ServiceAccountKeyFile is not null) return (MailProviders.Google, null);
        if (!Uri.TryCreate(account.TokenEndpoint, UriKind.Absolute, out var endpoint)) return (null, null);
        if (GoogleEndpoints.Contains(account.TokenEndpoint, StringComparer.OrdinalIgnoreCase)) return (MailProviders.Google, null);
        foreach (var provider in MailProviders.All)
        {
            var tenant = provider.HasTenants ? account.TenantId ?? endpoint.Segments.ElementAtOrDefault(1)?.Trim('/') : null;
            if (provider.HasTenants && string.IsNullOrEmpty(tenant)) continue;
            if (!IsEndpointOf(provider, tenant, endpoint)) continue;
            return provider == MailProviders.Microsoft365 && IsPersonal(account.RequireAddress(), tenant)
                ? (MailProviders.OutlookCom, "consumers")
                : (provider, tenant);
        }

        return (null, account.TenantId);
    }

    private static bool IsEndpointOf(MailProvider provider, string? tenant, Uri endpoint)
    {
        try
        {
            var server = provider.CreateAuthorizationServer(tenant);
            return string.Equals(server.TokenEndpoint.AbsoluteUri, endpoint.AbsoluteUri, IgnoreCase);
        }
        catch (ArgumentException)
        {
            // The file contains something that is not a tenant.
            return false;
        }
    }

    private static bool IsPersonal(string address, string? tenant)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        return tenant == "consumers" || (tenant == "common" && PersonalDomains.Any(one => domain.StartsWith(one, IgnoreCase)));
    }

    // Without a port, the address is that of the command itself, which listens on any port.
    private static bool HasPort(string? redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri) && !(uri is { Scheme: "http", IsDefaultPort: true, IsLoopback: true });

    /// <summary>Returns whether the scopes contain all that the provider requests by default.</summary>
    private static bool IsDefaultScope(MailProvider? provider, ImportedAccount account)
    {
        if (provider is null || account.Scope is null) return account.Scope is null;
        var scopes = account.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return provider.GetScopes(account.Flow, [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3])
            .All(scope => scopes.Contains(scope, StringComparer.OrdinalIgnoreCase));
    }
}
