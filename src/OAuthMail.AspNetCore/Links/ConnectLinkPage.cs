namespace OAuthMail.AspNetCore.Links;

/// <summary>The public address of the connect page, for links that are created outside a request.</summary>
/// <param name="Address">The address, without a slash at its end.</param>
internal sealed record ConnectLinkPage(Uri Address)
{
    /// <summary>Creates the address from that of an application.</summary>
    /// <exception cref="MailConfigurationException">The address is not one of a page.</exception>
    public static ConnectLinkPage Create(Uri address)
    {
        var isValid = address.IsAbsoluteUri && address.Scheme is "https" or "http"
            && address is { Query: "", Fragment: "", UserInfo: "" };
        if (isValid) return new ConnectLinkPage(new Uri(address.AbsoluteUri.TrimEnd('/')));
        throw new MailConfigurationException(
            "connect links",
            [new OptionError(
                "AddConnectLinks",
                $"'{address}' isn't valid. Specify the public address of the connect page, such as "
                + "https://app.example.com/mail-accounts.")]);
    }

    public Uri AddressOf(string secret) => new($"{Address.AbsoluteUri.TrimEnd('/')}/link/{Uri.EscapeDataString(secret)}");

    /// <summary>Determines whether the page that is mapped with a route can have this address.</summary>
    public bool Matches(string pattern)
    {
        var path = pattern.Trim('/');
        if (path.Contains('{', StringComparison.Ordinal)) return true;
        var own = Uri.UnescapeDataString(Address.AbsolutePath).Trim('/');
        return path.Length == 0 || own.Equals(path, StringComparison.OrdinalIgnoreCase)
            || own.EndsWith("/" + path, StringComparison.OrdinalIgnoreCase);
    }
}
