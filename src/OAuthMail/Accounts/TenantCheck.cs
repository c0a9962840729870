using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>What can be told of a tenant before anybody is asked.</summary>
internal static class TenantCheck
{
    private static readonly string[] Shared = ["common", "organizations", "consumers"];

    /// <summary>Where personal accounts sign in too, which give no token for a password.</summary>
    private static readonly string[] Personal = ["common", "consumers"];

    /// <summary>What is wrong with it for a flow, as an option's failure; null if nothing is.</summary>
    public static string? Find(string? tenant, OAuthFlow flow)
    {
        if (tenant is not null && !MailProvider.IsTenant(tenant)) return $"is {OptionText.Quote(tenant)}, which is neither a domain nor a GUID";
        if (flow == OAuthFlows.Password && Personal.Contains(tenant, StringComparer.OrdinalIgnoreCase))
        {
            return $"is '{tenant}', where no password gives a token (AADSTS9001023): name the tenant's domain or GUID, or 'organizations'";
        }

        if (flow != OAuthFlow.ClientCredentials || (tenant is not null && !Shared.Contains(tenant, StringComparer.OrdinalIgnoreCase))) return null;
        return $"is {(tenant is null ? "missing" : $"'{tenant}'")}: an application without a user belongs to one tenant; name its domain or GUID";
    }
}
