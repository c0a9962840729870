namespace OAuthMail.Microsoft.Tests;

/// <summary>Requests tokens that are expected to fail.</summary>
internal static class TokenFailures
{
    /// <summary>Requests a token and returns the exception. The test fails if there is none or one of another type.</summary>
    public static Task<TokenRequestException> GetFailureAsync(this IAccessTokenProvider tokens) =>
        Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

    /// <summary>Creates an account whose options are invalid and returns the exception.</summary>
    public static MailConfigurationException GetFailure(this MailAccountOptions options) =>
        Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", options));
}
