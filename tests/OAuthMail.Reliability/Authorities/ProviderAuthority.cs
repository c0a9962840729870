using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Testing;

namespace OAuthMail.Reliability.Authorities;

/// <summary>
/// A third-party OpenID provider. The second use of a refresh token revokes all tokens of the same sign-in.
/// </summary>
public sealed class ProviderAuthority : Authority
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly string _folder = Directory.CreateTempSubdirectory("oam-").FullName;
    private readonly string _issuer;
    private OpenIdProvider? _provider;

    private ProviderAuthority(int port, bool shortTokens)
    {
        _issuer = $"https://localhost:{port}";
        var resource = shortTokens ? "https://mail.testbed.example/short" : null;
        Settings = new AccountSettings(
            _issuer, $"{_issuer}/auth", $"{_issuer}/token", RegisteredClients.Desktop, "openid email offline_access mail", resource);
    }

    /// <summary>Gets why the provider cannot be started here, or <see langword="null"/> if it can.</summary>
    public static string? WhyMissing => Installation.WhyNoProvider;

    /// <inheritdoc />
    public override AccountSettings Settings { get; }

    /// <inheritdoc />
    protected override TestCertificateAuthority CertificateAuthority { get; } = new();

    /// <summary>Starts the server.</summary>
    /// <param name="shortTokens">Whether access tokens expire after one second instead of one hour.</param>
    public static async Task<ProviderAuthority> StartAsync(bool shortTokens)
    {
        var port = new Ports("authority")["authority"];
        var authority = new ProviderAuthority(port, shortTokens);
        try
        {
            await authority.StartAsync(port);
            return authority;
        }
        catch
        {
            await authority.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override async Task<Observation> ObserveAsync()
    {
        using var client = CreateHttpClient();
        return (await client.GetFromJsonAsync<Observation>($"{_issuer}/observed", Web))!;
    }

    /// <inheritdoc />
    protected override async Task StopAsync()
    {
        if (_provider is not null) await _provider.DisposeAsync();
        CertificateAuthority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(int port)
    {
        var (certificateFile, keyFile) = (Path.Combine(_folder, "server.pem"), Path.Combine(_folder, "server.key"));
        using var certificate = CertificateAuthority.IssueServerCertificate(["localhost", "127.0.0.1"]);
        using var rsa = certificate.GetRSAPrivateKey();
        using var elliptic = certificate.GetECDsaPrivateKey();
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, rsa?.ExportPkcs8PrivateKeyPem() ?? elliptic!.ExportPkcs8PrivateKeyPem());
        using var signing = RSA.Create(2048);
        using var robot = TestCertificateAuthority.CreateClientCertificate("robot");
        var clients = RegisteredClients.Create(robot, Guid.NewGuid().ToString("N"));
        _provider = await OpenIdProvider.StartAsync(port, certificateFile, keyFile, JsonWebKeys.Private(signing, "key"), clients);
    }
}
