using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests the particularities of the endpoints of managed identities.</summary>
[Collection(ManagedIdentityTests.Environments)]
public sealed class ManagedIdentityEndpointTests : IDisposable
{
    private static readonly string[] Variables =
    [
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT",
    ];

    [Fact]
    public async Task Challenge_of_Azure_Arc_is_passed_to_MSAL()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://localhost:40342/metadata/identity/oauth2/token");
        Environment.SetEnvironmentVariable("IMDS_ENDPOINT", "http://localhost:40342");

        var failure = await FailAsync(_ =>
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("{}") };
            challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Basic realm=/etc/elsewhere.key");
            return challenge;
        });

        // MSAL received the challenge: it refuses to read the file, which is outside of Azure Arc's folder.
        Assert.Contains("file", failure.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Challenge_of_Azure_Arc_is_found_beside_another_one()
    {
        UseArc();

        var failure = await FailAsync(_ => Challenge("Negotiate", "Basic realm=/etc/elsewhere.key"));

        // MSAL received the challenge: it refuses to read the file, which is outside of Azure Arc's folder.
        Assert.Contains("file", failure.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [FactAsArc]
    public async Task Key_file_of_Azure_Arc_with_a_line_break_is_reported_without_its_content()
    {
        UseArc();
        using var log = new LineLogger();
        var file = Path.Combine(FactAsArcAttribute.Folder, $"{Guid.NewGuid():N}.key");
        Directory.CreateDirectory(FactAsArcAttribute.Folder);
        await File.WriteAllTextAsync(file, "the-secret-of-the-agent\n");
        try
        {
            var failure = await FailAsync(_ => Challenge($"Basic realm={file}"), log);

            Assert.Equal(Problems.ManagedIdentityKeyUnreadable, failure.Problem);
            Assert.Contains(file, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("the-secret", failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(log.Lines, line => line.Contains("the-secret", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [FactAsArc]
    public async Task Key_file_of_Azure_Arc_that_cannot_be_read_is_a_configuration_problem()
    {
        UseArc();
        var file = Path.Combine(FactAsArcAttribute.Folder, "missing.key");

        var failure = await FailAsync(_ => Challenge($"Basic realm={file}"));

        Assert.Equal(Problems.ManagedIdentityKeyUnreadable, failure.Problem);
        Assert.Equal(ProblemKind.Configuration, failure.Problem.Kind);
    }

    [Fact]
    public async Task Invalid_address_in_the_environment_is_a_configuration_problem()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "not an address");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "the-header");

        var failure = await FailAsync(_ => throw new InvalidOperationException("No request is expected."));

        Assert.Equal(Problems.ManagedIdentityEnvironment, failure.Problem);
    }

    [Fact]
    public async Task User_assigned_identity_in_Cloud_Shell_is_a_configuration_problem()
    {
        Environment.SetEnvironmentVariable("MSI_ENDPOINT", "http://localhost:50342/oauth2/token");

        var failure = await FailAsync(
            _ => throw new InvalidOperationException("No request is expected."),
            configure: options => options.ClientId = "6f1e7b3a-1111-4c22-8d33-9e44aa55bb66");

        Assert.Equal(Problems.ManagedIdentityEnvironment, failure.Problem);
    }

    [Theory]
    [InlineData("\"99999999999999\"", 1)]
    [InlineData("99999999999999", 1)]
    [InlineData("\"{0}000\"", 24)]
    public async Task Expiration_that_is_not_in_seconds_does_not_lose_the_token(string expiresOn, int hours)
    {
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var json = "{\"access_token\":\"the-token\",\"expires_on\":"
            + expiresOn.Replace("{0}", tomorrow, StringComparison.Ordinal) + ",\"resource\":\"r\",\"token_type\":\"Bearer\"}";
        using var client = new HttpClient(new StubHandler(_ => Json(HttpStatusCode.OK, json)));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();

        var token = await tokens.ForMicrosoft(MailAccount.Create("alerts", MicrosoftOptions.ManagedIdentity()), http).GetAccessTokenAsync();

        Assert.Equal("the-token", token.Value);
        Assert.Equal(TimeSpan.FromHours(hours).TotalSeconds, token.Lifetime.TotalSeconds, tolerance: 60);
    }

    [Fact]
    public async Task Disposed_connections_are_reported_as_a_mistake_of_the_program()
    {
        using var tokens = new MailTokens();
        var http = OAuthHttp.Create();
        http.Dispose();

        var identity = await tokens.ForMicrosoft(MailAccount.Create("alerts", MicrosoftOptions.ManagedIdentity()), http).GetFailureAsync();
        var application = await tokens.ForMicrosoft(MailAccount.Create("app", Some.Application()), http).GetFailureAsync();

        Assert.Equal(Problems.HttpDisposed, identity.Problem);
        Assert.Equal(Problems.HttpDisposed, application.Problem);
    }

    [Fact]
    public async Task Service_Fabric_is_identified_by_its_thumbprint_and_its_redirects_are_not_followed()
    {
        await using var entra = await EntraWorld.StartAsync();
        var endpoint = entra.Server.ManagedIdentityEndpoint!;
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", endpoint.AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "the-header");
        Environment.SetEnvironmentVariable("IDENTITY_SERVER_THUMBPRINT", await ReadThumbprintAsync(entra, endpoint));
        entra.Server.Faults[ServerEndpoint.ManagedIdentity].Next(ServerFault.Redirect(new Uri(endpoint, "/elsewhere"), 307));
        var account = entra.CreateAccount("alerts", OAuthFlow.ManagedIdentity, _ => { });

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(Problems.CredentialRedirected, failure.Problem);
        Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
    }

    [Fact]
    public async Task Service_Fabric_with_another_certificate_receives_no_request()
    {
        await using var entra = await EntraWorld.StartAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", entra.Server.ManagedIdentityEndpoint!.AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "the-header");
        Environment.SetEnvironmentVariable("IDENTITY_SERVER_THUMBPRINT", new string('A', 40));
        var account = entra.CreateAccount("alerts", OAuthFlow.ManagedIdentity, _ => { });

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(Problems.ManagedIdentityUnreachable, failure.Problem);
        Assert.Empty(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
    }

    [Fact]
    public async Task Status_400_is_reported_as_a_rejected_identity()
    {
        var failure = await FailAsync(
            _ => Json(HttpStatusCode.BadRequest, """{"error":"invalid_request","error_description":"Identity not found"}"""));

        Assert.Equal(Problems.ManagedIdentityRefused, failure.Problem);
        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
    }

    [Fact]
    public async Task Retry_After_of_a_busy_endpoint_is_reported()
    {
        var failure = await FailAsync(_ =>
        {
            var busy = Json(HttpStatusCode.TooManyRequests, "{}");
            busy.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(TimeSpan.FromMinutes(7));
            return busy;
        });

        Assert.Equal(Problems.ManagedIdentityUnreachable, failure.Problem);
        Assert.Equal(TimeSpan.FromMinutes(7), failure.RetryAfter);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadRequest)]
    public async Task Request_to_an_endpoint_that_returns_an_error_is_sent_once(HttpStatusCode status)
    {
        var requests = 0;

        await FailAsync(_ =>
        {
            requests++;
            return Json(status, "{}");
        });

        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task Response_of_an_endpoint_cannot_forge_a_line_in_the_log()
    {
        using var log = new LineLogger();

        await FailAsync(_ => Json(HttpStatusCode.Forbidden, "no JSON\r\nError: everything is \u001b[31mlost"), log);

        Assert.Contains(log.Lines, line => line.Contains("everything is", StringComparison.Ordinal));
        Assert.DoesNotContain(
            log.Lines, line => line.Any(c => c is '\r' or '\n' or '\u001b') && line.Contains("everything is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_in_a_malformed_response_is_not_logged_and_not_in_the_exception()
    {
        using var log = new LineLogger();

        var failure = await FailAsync(_ => Json(HttpStatusCode.Accepted, """["access_token","the-token-value"]"""), log);

        Assert.DoesNotContain("the-token-value", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line.Contains("the-token-value", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        foreach (var variable in Variables) Environment.SetEnvironmentVariable(variable, null);
    }

    private static async Task<TokenRequestException> FailAsync(
        Func<HttpRequestMessage, HttpResponseMessage> respond, LineLogger? log = null, Action<MailAccountOptions>? configure = null)
    {
        using var client = new HttpClient(new StubHandler(respond));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();
        var account = MailAccount.Create("alerts", MicrosoftOptions.ManagedIdentity(configure));
        return await tokens.ForMicrosoft(account, http, log).GetFailureAsync();
    }

    private static void UseArc()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://localhost:40342/metadata/identity/oauth2/token");
        Environment.SetEnvironmentVariable("IMDS_ENDPOINT", "http://localhost:40342");
    }

    private static HttpResponseMessage Challenge(params string[] challenges)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("{}") };
        foreach (var challenge in challenges) response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        return response;
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string text) => new(status) { Content = new StringContent(text) };

    private static async Task<string> ReadThumbprintAsync(EntraWorld entra, Uri endpoint)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var tls = new SslStream(connection.GetStream(), false, entra.World.Host.CertificateAuthority.ValidationCallback);
        await tls.AuthenticateAsClientAsync(endpoint.Host);
        return tls.RemoteCertificate!.GetCertHashString();
    }
}
