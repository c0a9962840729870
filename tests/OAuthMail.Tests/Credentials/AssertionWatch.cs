using System.Text;
using System.Text.Json.Nodes;

namespace OAuthMail.Tests.Credentials;

/// <summary>Forwards requests and records their client assertions.</summary>
internal sealed class AssertionWatch : DelegatingHandler
{
    private AssertionWatch(TestWorld world)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback } })
    {
    }

    public List<string> Assertions { get; } = [];

    /// <summary>Gets the header of the last assertion.</summary>
    public JsonNode Header => JsonNode.Parse(Decode(Assertions[^1].Split('.')[0]))!;

    public static AssertionWatch Over(TestWorld world, out OAuthHttp http)
    {
        var watch = new AssertionWatch(world);
        http = OAuthHttp.FromClientWithoutRedirects(new HttpClient(watch));
        return watch;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = await request.Content!.ReadAsStringAsync(cancellationToken);
        foreach (var field in form.Split('&').Where(field => field.StartsWith("client_assertion=", StringComparison.Ordinal)))
        {
            Assertions.Add(Uri.UnescapeDataString(field.Split('=')[1]));
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private static string Decode(string part) => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));
}
