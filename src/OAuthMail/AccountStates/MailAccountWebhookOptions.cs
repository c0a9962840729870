using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Specifies a web address that receives notices about accounts.</summary>
public sealed class MailAccountWebhookOptions
{
    /// <summary>Gets or sets the address. Required. It must use <c>https</c>, or the loopback address.</summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// Gets or sets the secret with which requests are signed, with at least 16 characters. Required. The receiver uses it to check that a
    /// request comes from this application: a notice can contain the address of a sign-in.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>Gets or sets the name that distinguishes this receiver from others.</summary>
    /// <value>The default is <c>webhook</c>.</value>
    public string Name { get; set; } = "webhook";

    /// <summary>Describes an address without its path, which is a secret at some receivers.</summary>
    private static string Describe(Uri url) => url.IsAbsoluteUri
        ? OptionText.Quote($"{url.Scheme}://{url.Host}/")
        : "The relative address";

    internal void Validate()
    {
        var errors = new OptionErrors();
        if (Url is null) errors.AddMissing(nameof(Url), "Set the address that receives the notices.");
        else if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttps && !(Url.Scheme == Uri.UriSchemeHttp && Url.IsLoopback)))
        {
            errors.Add(nameof(Url), $"{Describe(Url)} isn't an https:// address.");
        }

        if (string.IsNullOrWhiteSpace(Secret)) errors.AddMissing(nameof(Secret), "Set the secret that the receiver knows too.");
        else if (Secret!.Length < 16) errors.Add(nameof(Secret), "Must have at least 16 characters.");
        if (string.IsNullOrWhiteSpace(Name) || Name.Any(char.IsControl))
        {
            errors.AddMissing(nameof(Name), "Set a name without control characters.");
        }

        errors.ThrowIfAny("the webhook");
    }
}
