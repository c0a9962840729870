using OAuthMail.Errors;

namespace OAuthMail.Providers;

/// <summary>An authorization server's endpoint as a person writes it. With a tenant, <c>{tenant}</c> may stand for it.</summary>
internal static class EndpointAddress
{
    private const string TenantPlaceholder = "{tenant}";

    /// <summary>What is wrong with it, beginning in lower case after the option's name; null if nothing is, or if it is left out.</summary>
    public static string? WhyNot(string? address, string? tenant = null)
    {
        if (address is null or "") return null;

        var filled = Fill(address, tenant);
        if (Uri.TryCreate(filled, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri) && !filled.Contains('{')) return null;

        // What stands before the sign is a login as likely as not, so nothing of it is shown.
        return address.Contains('@')
            ? "has an @, as an address with a login has: name an absolute https address without one"
            : $"is '{ForeignText.Clean(address, 200)}', which is not an absolute https address{(tenant is null ? "" : $" with {TenantPlaceholder} in it")}";
    }

    /// <summary>The address with the tenant in its place.</summary>
    public static string Fill(string address, string? tenant) => tenant is null ? address : address.Replace(TenantPlaceholder, tenant);
}
