using OAuthMail.Configuration.Validation;

namespace OAuthMail.Providers;

/// <summary>An endpoint of an authorization server as configuration specifies it. <c>{tenant}</c> is replaced with the tenant.</summary>
internal static class EndpointAddress
{
    private const string TenantPlaceholder = "{tenant}";

    /// <summary>Returns what is wrong with an address, as full sentences, or <see langword="null"/> if it is valid or not set.</summary>
    public static string? WhyNot(string? address, string? tenant = null)
    {
        if (string.IsNullOrWhiteSpace(address)) return null;

        var filled = Fill(address!, tenant);
        if (Uri.TryCreate(filled, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri) && !filled.Contains('{')) return null;

        // The text before the '@' may be a password, so the address is not shown.
        if (address!.Contains('@'))
        {
            return "Contains '@', as an address with a user name and a password does. Set an absolute https address without them.";
        }

        var placeholder = tenant is null ? "" : $", in which {TenantPlaceholder} can stand for the tenant";
        return $"{OptionText.Quote(address!)} isn't an absolute https address{placeholder}.";
    }

    /// <summary>Returns the address with the tenant in the place of <c>{tenant}</c>.</summary>
    public static string Fill(string address, string? tenant) => tenant is null ? address : address.Replace(TenantPlaceholder, tenant);
}
