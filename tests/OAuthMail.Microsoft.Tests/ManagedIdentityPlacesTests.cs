using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using OAuthMail.Testing;

namespace OAuthMail.Microsoft.Tests;

/// <summary>What the places at which a managed identity is asked for have of their own.</summary>
[Collection(ManagedIdentityTests.Environments)]
public sealed class ManagedIdentityPlacesTests : IDisposable
{
    private static readonly string[] Variables = ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT"];

    [Fact]
    public async Task Azure_Arc_names_the_file_with_which_it_wants_to_be_asked()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", "http://localhost:40342/metadata/identity/oauth2/token");
        Environment.SetEnvironmentVariable("IMDS_ENDPOINT", "http://localhost:40342");

        var failure = await FailAsync(_ =>
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("{}") };
            challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Basic realm=/etc/elsewhere.key");
            return challenge;
        });

        // A challenge that has arrived names a file that is none of Azure Arc's, which MSAL refuses to read.
        Assert.Contains("file", failure.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Service_Fabric_is_known_by_its_thumbprint_and_its_redirects_are_not_followed()
    {
        await using var entra = await EntraWorld.StartAsync();
        var endpoint = entra.Server.ManagedIdentityEndpoint!;
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", endpoint.AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "the-header");
        Environment.SetEnvironmentVariable("IDENTITY_SERVER_THUMBPRINT", await ReadThumbprintAsync(entra, endpoint));
        entra.Server.Faults[ServerEndpoint.ManagedIdentity].Next(ServerFault.Redirect(new Uri(endpoint, "/elsewhere"), 307));
        var account = entra.CreateAccount("alerts", OAuthFlow.ManagedIdentity, _ => { });

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.CredentialRedirected, failure.Problem);
        Assert.Single(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
    }

    [Fact]
    public async Task Service_Fabric_with_another_certificate_is_not_asked()
    {
        await using var entra = await EntraWorld.StartAsync();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", entra.Server.ManagedIdentityEndpoint!.AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "the-header");
        Environment.SetEnvironmentVariable("IDENTITY_SERVER_THUMBPRINT", new string('A', 40));
        var account = entra.CreateAccount("alerts", OAuthFlow.ManagedIdentity, _ => { });

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.ManagedIdentityUnreachable, failure.Problem);
        Assert.Empty(entra.Server.Requests.To(ServerEndpoint.ManagedIdentity));
    }

    [Fact]
    public async Task A_machine_without_the_identity_is_the_administrators_business()
    {
        var failure = await FailAsync(
            _ => Json(HttpStatusCode.BadRequest, """{"error":"invalid_request","error_description":"Identity not found"}"""));

        Assert.Equal(Problems.ManagedIdentityRefused, failure.Problem);
        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
    }

    [Fact]
    public async Task A_busy_place_says_when_to_come_back()
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
    public async Task A_place_that_refuses_is_asked_once(HttpStatusCode status)
    {
        var asked = 0;

        await FailAsync(_ =>
        {
            asked++;
            return Json(status, "{}");
        });

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task What_the_place_says_fakes_no_line_in_the_log()
    {
        using var log = new LineLogger();

        await FailAsync(_ => Json(HttpStatusCode.Forbidden, "no JSON\r\nError: everything is \u001b[31mlost"), log);

        Assert.Contains(log.Lines, line => line.Contains("everything is", StringComparison.Ordinal));
        Assert.DoesNotContain(
            log.Lines, line => line.Any(c => c is '\r' or '\n' or '\u001b') && line.Contains("everything is", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_in_an_answer_that_is_none_stays_out_of_the_log_and_the_exception()
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

    private static async Task<TokenRequestException> FailAsync(Func<HttpRequestMessage, HttpResponseMessage> answer, LineLogger? log = null)
    {
        using var client = new HttpClient(new AnsweringHandler(answer));
        using var http = OAuthHttp.FromClientWithoutRedirects(client);
        using var tokens = new MailTokens();
        var options = new MailAccountOptions { Provider = "Microsoft365", Address = "a@contoso.com", Flow = OAuthFlow.ManagedIdentity };
        var provider = tokens.ForMicrosoft(MailAccount.Create("alerts", options), http, log);
        return await Assert.ThrowsAsync<TokenRequestException>(async () => await provider.GetAccessTokenAsync());
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
