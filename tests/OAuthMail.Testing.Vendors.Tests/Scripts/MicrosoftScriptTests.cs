using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Vendors.Tests.Scripts;

/// <summary>msal-node and MSAL for Python, unmodified, against the Entra dialect.</summary>
public sealed class MicrosoftScriptTests : IAsyncLifetime
{
    private const string Alice = "alice@contoso.test";
    private const string TenantId = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    private readonly X509Certificate2 _certificate = TestCertificateAuthority.CreateClientCertificate("certificate-app");
    private readonly string _key = Path.GetTempFileName();
    private MailTestHost _host = null!;

    private TestAuthorizationServer Server => _host.AuthorizationServer;

    public async Task InitializeAsync()
    {
        _host = await MailTestHost.StartAsync(options =>
        {
            options.Dialect = AuthorizationDialect.Entra;
            options.Authorization.DeviceCodeInterval = TimeSpan.FromSeconds(1);
        });
        _host.AddMailbox(Alice);
        Server.AddClient(TestClient.Confidential("secret-app", "secret"));
        Server.AddClient(TestClient.WithCertificate("certificate-app", _certificate));
        Server.AddClient(TestClient.Native("native-app"));
        using var key = _certificate.GetRSAPrivateKey()!;
        await File.WriteAllTextAsync(_key, key.ExportPkcs8PrivateKeyPem());
    }

    public async Task DisposeAsync()
    {
        File.Delete(_key);
        _certificate.Dispose();
        await _host.DisposeAsync();
    }

    [NodeFact]
    public Task Msal_for_Node_acquires_tokens() => CheckAsync("node", "Node/msal.mjs");

    [PythonFact]
    public Task Msal_for_Python_acquires_tokens() => CheckAsync(PythonFactAttribute.Python, "Python/msal_tokens.py");

    private async Task CheckAsync(string program, string script)
    {
        var settings = new JsonObject
        {
            ["authority"] = $"https://localhost:{Server.TokenEndpoint.Port}/{TenantId}",
            ["key"] = _key,
            ["thumbprint"] = _certificate.GetCertHashString(HashAlgorithmName.SHA256),
            ["sha1"] = _certificate.GetCertHashString(HashAlgorithmName.SHA1),
        };

        var result = await VendorScript.RunAsync(program, script, _host, settings, code => Assert.True(Server.ApproveDevice(code, Alice)));

        foreach (var token in new[] { "secret", "certificate", "device" })
            Assert.Equal(TokenVerdict.Accepted, Server.CheckAccessToken((string)result[token]!, Alice, MailProtocol.Imap));
        Assert.Equal(Alice, (string?)result["user"]);
    }
}
