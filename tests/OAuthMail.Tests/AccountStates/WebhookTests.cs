using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.Tests.AccountStates;

public class WebhookTests
{
    private const string Secret = "0123456789abcdef-webhook";

    [Fact]
    public async Task Receiver_that_is_down_gets_the_signed_notice_later()
    {
        await using var world = await StateWorld.StartAsync();
        var receiver = new Receiver { Status = System.Net.HttpStatusCode.ServiceUnavailable };
        var application = await world.AddApplicationAsync(builder =>
        {
            builder.AddWebhook(options => (options.Url, options.Secret) = (new Uri("https://hooks.example/SECRETVALUE"), Secret));
            builder.Services.AddHttpClient("OAuthMail.Webhook").ConfigurePrimaryHttpMessageHandler(() => receiver);
        });
        world.Host.AuthorizationServer.RevokeAll();
        var tokens = application.Services.GetRequiredKeyedService<IAccessTokenProvider>("support");
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());
        await world.UntilAsync(() => receiver.Requests.Count >= 2);
        receiver.Status = System.Net.HttpStatusCode.NoContent;
        var failed = receiver.Requests.Count;
        await world.UntilAsync(() => receiver.Requests.Count > failed);

        var (signature, body) = receiver.Requests[^1];
        var time = signature.Split(',')[0]["t=".Length..];
        byte[] signed = [.. Encoding.ASCII.GetBytes(time + "."), .. body];
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed));
        Assert.Equal($"t={time},v1={expected}", signature);
        using var json = JsonDocument.Parse(body);
        Assert.Equal("SignInRequired", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal("support", json.RootElement.GetProperty("account").GetString());
        Assert.StartsWith("https://", json.RootElement.GetProperty("signIn").GetProperty("url").GetString(), StringComparison.Ordinal);

        // The other observer was told once, although the receiver needed several attempts.
        Assert.Single(world.Observer.Notices);

        // The path of the address is a secret at some receivers.
        Assert.DoesNotContain(application.Log.Messages, message => message.Contains(Some.Secret));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        var builder = new ServiceCollection().AddOAuthMail(options => options.Accounts["alerts"] = Some.Application());
        var failure = Assert.Throws<MailConfigurationException>(
            () => builder.AddWebhook(options => (options.Url, options.Secret) = (new Uri("http://hooks.example/SECRETVALUE"), "short")));
        Assert.Contains("Url: 'http://hooks.example/' isn't an https:// address.", failure.Message);
        Assert.Contains("Secret: Must have at least 16 characters.", failure.Message);
    }

    private sealed class Receiver : HttpMessageHandler
    {
        private readonly Lock _gate = new();
        private readonly List<(string Signature, byte[] Body)> _requests = [];

        public volatile System.Net.HttpStatusCode Status;

        public IReadOnlyList<(string Signature, byte[] Body)> Requests
        {
            get
            {
                lock (_gate) return [.. _requests];
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            lock (_gate) _requests.Add((request.Headers.GetValues("OAuthMail-Signature").Single(), body));
            return new HttpResponseMessage(Status);
        }
    }
}
