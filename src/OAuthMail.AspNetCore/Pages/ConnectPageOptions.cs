namespace OAuthMail.AspNetCore;

/// <summary>Options of the connect page.</summary>
public sealed class ConnectPageOptions
{
    /// <summary>Gets or sets the title of the pages, such as the name of the application.</summary>
    /// <value>The default is <c>Mail accounts</c>.</value>
    public string Title { get; set; } = "Mail accounts";

    /// <summary>
    /// Gets or sets the address of a stylesheet that is loaded after the page's own one: a path, such as <c>/css/mail.css</c>, or an
    /// absolute address.
    /// </summary>
    /// <value>The default is <see langword="null"/>: only the page's own stylesheet.</value>
    public string? Stylesheet { get; set; }

    /// <summary>
    /// Gets or sets the public address of the application, such as <c>https://app.example.com</c>. Redirect URIs and connect links begin
    /// with it. Set it if the application runs behind a proxy, or accepts requests for any host name.
    /// </summary>
    /// <value>The default is <see langword="null"/>: scheme and host of the request.</value>
    public Uri? PublicUrl { get; set; }

    /// <summary>Gets or sets how long a sign-in can be completed. Must be between one minute and one day.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long a connect link can be used. Must be between one minute and 30 days.</summary>
    /// <value>The default is three days.</value>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromDays(3);

    internal void Validate()
    {
        var errors = new List<OptionError>();
        if (string.IsNullOrWhiteSpace(Title)) errors.Add(new OptionError(nameof(Title), "The value is missing."));
        CheckRange(nameof(SignInLifetime), SignInLifetime, TimeSpan.FromDays(1));
        CheckRange(nameof(LinkLifetime), LinkLifetime, TimeSpan.FromDays(30));
        if (PublicUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "https" or "http" && url.PathAndQuery == "/"))
        {
            errors.Add(new OptionError(
                nameof(PublicUrl), $"'{url}' isn't valid. Specify scheme and host, such as https://app.example.com."));
        }

        if (Stylesheet is { } stylesheet && !IsStylesheet(stylesheet))
        {
            errors.Add(new OptionError(
                nameof(Stylesheet), $"'{stylesheet}' isn't valid. Specify a path, such as /css/mail.css, or an address with https://."));
        }

        if (errors.Count > 0) throw new MailConfigurationException("the connect page", errors);

        void CheckRange(string name, TimeSpan value, TimeSpan most)
        {
            if (value >= TimeSpan.FromMinutes(1) && value <= most) return;
            errors.Add(new OptionError(name, $"'{value}' isn't valid. Must be between {TimeSpan.FromMinutes(1)} and {most}."));
        }
    }

    private static bool IsStylesheet(string text) =>
        (text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal))
        || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http");
}
