using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Tests.Configuration;

public sealed class NamedRootsTrustTests : IDisposable
{
    private readonly TestCertificateAuthority _authority = new();
    private readonly TestCertificateAuthority _other = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oauthmail-trust-");

    [Fact]
    public async Task Root_that_the_certificate_names_is_trusted() =>
        await ConnectAsync(Bundle(Pem(_other), "garbage\n", Pem(_authority)), "localhost");

    [Fact]
    public async Task Root_in_the_folder_is_trusted()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "root.pem"), Pem(_authority));
        await ConnectAsync("/no/file", "localhost");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n")]
    [InlineData(null)]
    public async Task Without_its_root_a_certificate_is_rejected(string? text)
    {
        // Both authorities have the same name, so that the key decides.
        var failure = await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync(Bundle(text ?? Pem(_other)), "localhost"));
        Assert.Contains("certificate chain", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_of_another_host_is_rejected()
    {
        var failure = await Assert.ThrowsAsync<AuthenticationException>(() => ConnectAsync(Bundle(Pem(_authority)), "other.example"));
        Assert.Contains("RemoteCertificateNameMismatch", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Pem(TestCertificateAuthority authority)
    {
        using var root = authority.Root;
        return root.ExportCertificatePem() + "\n";
    }

    private string Bundle(params string[] parts)
    {
        var file = Path.Combine(_folder.FullName, "bundle.pem");
        File.WriteAllText(file, string.Concat(parts));
        return file;
    }

    private async Task ConnectAsync(string bundle, string host)
    {
        using var certificate = _authority.IssueServerCertificate(["localhost"]);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using (var tls = new SslStream(client.GetStream()))
        {
            var options = new NamedRootsTrust(new SystemRoots(bundle, _folder.FullName)).CreateOptions();
            options.TargetHost = host;
            await tls.AuthenticateAsClientAsync(options);
        }

        await serving;
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            // The client has rejected the certificate.
        }
    }
}
