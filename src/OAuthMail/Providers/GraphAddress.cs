using OAuthMail.Configuration.Validation;

namespace OAuthMail.Providers;

/// <summary>The address of Microsoft Graph as configuration specifies it.</summary>
internal static class GraphAddress
{
    /// <summary>Returns what is wrong with an address, as a full sentence, or <see langword="null"/> if it is valid or not set.</summary>
    public static string? WhyNot(string? address)
    {
        if (string.IsNullOrWhiteSpace(address)) return null;
        var isUri = Uri.TryCreate(address, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri);
        if (isUri && address!.TrimEnd('/') == uri!.GetLeftPart(UriPartial.Authority)) return null;

        // The text before the '@' may be a password, so the address is not shown.
        return address!.Contains('@')
            ? "Contains '@'. Set an https address without a user name and a password, such as https://graph.microsoft.com."
            : $"{OptionText.Quote(address!)} isn't an https address without a path, such as https://graph.microsoft.com.";
    }
}
