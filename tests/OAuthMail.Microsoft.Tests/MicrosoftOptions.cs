using OAuthMail.Providers;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Builds valid options of Microsoft accounts. A test changes only what it is about.</summary>
internal static class MicrosoftOptions
{
    /// <summary>Creates an account of a managed identity.</summary>
    public static MailAccountOptions ManagedIdentity(Action<MailAccountOptions>? change = null) => Some.Application(options =>
    {
        options.Flow = OAuthFlow.ManagedIdentity;
        (options.TenantId, options.ClientId, options.ClientSecret) = (null, null, null);
        change?.Invoke(options);
    });

    /// <summary>Creates an account of a user whose password is configured.</summary>
    public static MailAccountOptions Password(Action<MailAccountOptions>? change = null) => Some.Application(options =>
    {
        options.Flow = OAuthFlows.Password;
        (options.TenantId, options.ClientSecret, options.Password) = (null, null, "x");
        change?.Invoke(options);
    });
}
