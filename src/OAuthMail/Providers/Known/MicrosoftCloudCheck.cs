using OAuthMail.Errors;

namespace OAuthMail.Providers.Known;

/// <summary>Finds everything that is missing or malformed in a cloud's facts.</summary>
internal static class MicrosoftCloudCheck
{
    public static void ThrowIfInvalid(MicrosoftCloud cloud)
    {
        var failures = new List<OptionError>();
        void Fail(string option, string failure) => failures.Add(new OptionError(option, failure));
        void RequireHost(string option, string? host, string example)
        {
            if (string.IsNullOrWhiteSpace(host)) Fail(option, $"is missing: name the cloud's own, as {example} is the global cloud's");
            else if (!MailEndpoint.IsHost(host!)) Fail(option, $"is '{ForeignText.Clean(host!, 100)}', which is not a host name alone, such as {example}");
        }

        void RequireResource(string option, string? resource, bool required)
        {
            if (string.IsNullOrWhiteSpace(resource))
            {
                if (required || resource is not null) Fail(option, "is missing: name the address that scopes carry, as https://outlook.office.com is the global cloud's");
            }
            else if (!Uri.TryCreate(resource, UriKind.Absolute, out var uri) || !AuthorizationServer.IsHttps(uri) || resource != uri.GetLeftPart(UriPartial.Authority))
            {
                Fail(option, $"is '{ForeignText.Clean(resource!, 100)}', which is not an https address without a path and a slash at its end, such as https://outlook.office.com");
            }
        }

        if (string.IsNullOrWhiteSpace(cloud.Id)) Fail(nameof(cloud.Id), "is missing");
        RequireHost(nameof(cloud.LoginHost), cloud.LoginHost, "login.microsoftonline.com");
        RequireResource(nameof(cloud.Resource), cloud.Resource, required: true);
        RequireResource(nameof(cloud.ApplicationResource), cloud.ApplicationResource, required: false);
        RequireHost(nameof(cloud.MailHost), cloud.MailHost, "outlook.office365.com");
        RequireHost(nameof(cloud.SmtpHost), cloud.SmtpHost, "smtp.office365.com");
        MailConfigurationException.ThrowIfAny($"the cloud '{cloud.Id}'", failures);
    }
}
