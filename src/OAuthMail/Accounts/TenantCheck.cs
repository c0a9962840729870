using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Checks a tenant.</summary>
internal static class TenantCheck
{
    private static readonly string[] Shared = ["common", "organizations", "consumers"];

    /// <summary>The tenants in which personal accounts sign in too. Those acquire no token with a password.</summary>
    private static readonly string[] Personal = ["common", "consumers"];

    /// <summary>Reports what is wrong with a tenant.</summary>
    /// <param name="errors">The errors.</param>
    /// <param name="option">The name of the option.</param>
    /// <param name="tenant">The tenant, or <see langword="null"/> if it is not set.</param>
    /// <param name="flow">The flow, or <see langword="null"/> if it is unknown.</param>
    public static void AddErrors(OptionErrors errors, string option, string? tenant, OAuthFlow? flow)
    {
        if (tenant is not null && !MailProvider.IsTenant(tenant))
        {
            errors.Add(option, CopiedText.FindErrorInId(tenant) ?? $"{OptionText.Quote(tenant)} is neither a domain nor a GUID.");
        }
        else if (flow == OAuthFlows.Password && Personal.Contains(tenant, StringComparer.OrdinalIgnoreCase))
        {
            errors.Add(
                option,
                $"'{tenant}' can't be used with the flow Password (AADSTS9001023). Set the tenant's domain or GUID, or 'organizations'.");
        }
        else if (flow == OAuthFlow.ClientCredentials)
        {
            const string hint = "An application without a user belongs to one tenant. Set its domain or GUID.";
            if (tenant is null) errors.AddMissing(option, hint);
            else if (Shared.Contains(tenant, StringComparer.OrdinalIgnoreCase)) errors.Add(option, $"'{tenant}' isn't one tenant. {hint}");
        }
    }
}
