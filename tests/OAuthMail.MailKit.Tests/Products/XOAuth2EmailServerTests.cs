using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.MailKit.Tests.Products;

/// <summary>
/// XOAUTH2 e-mail server: SMTP server, port, user, client id, secret or certificate thumbprint, token endpoint, scope. If both credentials
/// are filled in, the certificate wins.
/// </summary>
public sealed class XOAuth2EmailServerTests
{
    private const string Secret = "the secret value";

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Application_sends_with_its_secret_or_its_certificate(bool hasSecret, bool hasCertificate)
    {
        await using var world = await ProductWorld.StartAsync(AuthorizationDialect.Entra);
        using var certificate = TestCertificateAuthority.CreateClientCertificate("XOAUTH2 e-mail server");
        var client = world.Server.AddClient(new TestClient("server"));
        if (hasSecret) client.AddSecret(hasCertificate ? "another secret, which is not sent" : Secret);
        if (hasCertificate) client.AddCertificate(certificate);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        if (hasCertificate) store.Add(certificate);
        try
        {
            // The program stores one of the two, so that the JSON has one credential.
            var credential = hasCertificate ? ("Certificate:Thumbprint", certificate.Thumbprint) : ("ClientSecret", Secret);
            await world.ConfigureAsync(
                ("Flow", "ClientCredentials"),
                ("Smtp", $"starttls://{world.Host.Smtp.StartTls}"),
                ("Address", ProductWorld.Alerts),
                ("ClientId", "server"),
                credential,
                ("TokenEndpoint", world.Server.TokenEndpoint.AbsoluteUri),
                ("Scope", "https://outlook.office365.com/.default"));
            await world.SendAsync();
        }
        finally
        {
            if (hasCertificate) store.Remove(certificate);
        }

        Assert.Equal(["Disk full"], world.SubjectsOf(ProductWorld.Ops));
    }

    [Fact]
    public async Task Two_credentials_are_an_error_that_names_both()
    {
        var failure = await GetFailureAsync(("Certificate:Thumbprint", new string('A', 40)));
        Assert.Contains("ClientSecret", failure, StringComparison.Ordinal);
        Assert.Contains("Certificate", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Scope", "https://graph.microsoft.com/.default", "Microsoft Graph")]
    [InlineData("ClientSecret", "00000000-0000-0000-0000-000000000000", "ClientSecret")]
    [InlineData("TokenEndpoint", "https://login.microsoftonline.com/common/oauth2/v2.0/token", "'common' isn't one tenant")]
    public async Task Checks_of_Microsoft_apply_to_its_endpoints(string option, string value, string error) =>
        Assert.Contains(error, await GetFailureAsync((option, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "smtp.office365.com:587", true)]
    [InlineData("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", null, true)]
    [InlineData("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", "mail.contoso.com:587", false)]
    [InlineData("https://login.contoso.com/contoso.com/oauth2/v2.0/token", "mail.contoso.com:587", false)]
    public void Endpoint_and_server_of_Microsoft_are_recognized(string tokenEndpoint, string? smtp, bool isMicrosoft)
    {
        var account = MailAccount.Create("alerts", new MailAccountOptions
        {
            Flow = OAuthFlow.ClientCredentials, TokenEndpoint = tokenEndpoint, Smtp = smtp, ClientId = "server", ClientSecret = Secret,
            Scope = "https://outlook.office365.com/.default", Address = ProductWorld.Alerts,
        });
        Assert.Equal(isMicrosoft ? "Microsoft365" : "custom", account.GetProvider(MailProtocol.Smtp).Id);
    }

    [Fact]
    public void Tenant_in_the_token_endpoint_is_not_repeated()
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, ClientId = "server", ClientSecret = Secret,
            TokenEndpoint = "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token", Address = ProductWorld.Alerts,
        };
        Assert.NotNull(MailAccount.Create("alerts", options));
        options.TokenEndpoint = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token";
        var failure = Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", options));
        Assert.Contains("TenantId", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Starts an application with valid fields and one that is wrong, and returns the errors.</summary>
    private static async Task<string> GetFailureAsync((string Option, string Value) wrong)
    {
        var configuration = new TestConfiguration(
            ("Accounts:alerts:Flow", "ClientCredentials"), ("Accounts:alerts:Smtp", "smtp.office365.com:587"),
            ("Accounts:alerts:Address", ProductWorld.Alerts), ("Accounts:alerts:ClientId", "server"),
            ("Accounts:alerts:ClientSecret", Secret),
            ("Accounts:alerts:TokenEndpoint", "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token"),
            ("Accounts:alerts:Scope", "https://outlook.office365.com/.default"));
        configuration.Set($"Accounts:alerts:{wrong.Option}", wrong.Value);
        await using var application = TestApplication.Create(services =>
            services.AddOAuthMail(configuration.Section));
        return (await Assert.ThrowsAnyAsync<Exception>(application.StartAsync)).Message;
    }
}
