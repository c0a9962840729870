using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using OAuthMail.Testing;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>
/// An OpenID provider, Postfix, and two instances of Dovecot: one validates tokens locally, the other uses introspection. All run on
/// loopback with files in one temporary folder and certificates of a test authority.
/// </summary>
public sealed class RealServers : IAsyncLifetime
{
    private const string IntrospectionSecret = "introspection-secret-0123456789";

    private readonly Dictionary<RealServer, ServerProcess> _dovecots = [];
    private OpenIdProvider? _authority;
    private JsonObject? _signingKey;
    private bool _isPostfixUp;
    private string _folder = "";

    internal Ports Ports { get; } = new(
        "authority", "submission", "submissions", "submission-introspected", "submissions-introspected",
        "local-imap", "local-imaps", "local-pop3", "local-pop3s", "introspection-imap", "introspection-imaps",
        "introspection-pop3", "introspection-pop3s");

    public TestCertificateAuthority CertificateAuthority { get; } = new();

    public string Issuer => $"https://localhost:{Ports["authority"]}";

    /// <summary>Gets the certificate of the client that authenticates with a certificate.</summary>
    public X509Certificate2 ClientCertificate { get; } = TestCertificateAuthority.CreateClientCertificate("robot");

    /// <summary>Gets the expired tokens. The key specifies whether the token is opaque.</summary>
    internal Dictionary<bool, AccessToken> EndedTokens { get; } = [];

    /// <summary>Gets the logs of the servers.</summary>
    public string Logs => string.Join(
        "\n",
        Directory.EnumerateFiles(_folder, "*.log").Select(File.ReadAllText).Append(_authority?.Output)
            .Concat(_dovecots.Values.Select(process => process.Output)));

    public async Task InitializeAsync()
    {
        if (Installation.WhyMissing is not null) return;
        _folder = Directory.CreateTempSubdirectory("oam-").FullName;
        await ServerProcess.RunAsync(_folder, "chmod", "755", _folder);
        foreach (var folder in new[] { "mail", "postfix", "postfix-run/spool", "postfix-run/data", "keys/default/RS256" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
        }
        await ServerProcess.RunAsync(_folder, "chown", "5000:5000", Path.Combine(_folder, "mail"));
        await ServerProcess.RunAsync(_folder, "chown", "postfix", Path.Combine(_folder, "postfix-run", "data"));
        WriteCertificates();
        CreateSigningKey();
        await StartAsync(RealServer.AuthorizationServer);
        await StartAsync(RealServer.Dovecot);
        await StartAsync(RealServer.IntrospectingDovecot);
        await StartAsync(RealServer.Postfix);
    }

    /// <summary>Starts a server on the same ports as before.</summary>
    public Task StartAsync(RealServer server) => server switch
    {
        RealServer.AuthorizationServer => StartAuthorityAsync(),
        RealServer.Postfix => StartPostfixAsync(),
        _ => StartDovecotAsync(server),
    };

    /// <summary>
    /// Stops a server and closes its connections. A running delivery of Postfix completes first. Otherwise, Postfix would not know the
    /// outcome and deliver the message again.
    /// </summary>
    public async Task StopAsync(RealServer server)
    {
        var queues = new[] { "incoming", "active" }.Select(queue => PathOf("postfix-run", "spool", queue)).ToArray();
        for (
            var left = 200; left > 0 && queues.Any(
                queue => Directory.EnumerateFiles(queue, "*", SearchOption.AllDirectories).Any()); left--)
        {
            await Task.Delay(50);
        }
        if (server == RealServer.Postfix)
        {
            await PostfixAsync("stop");
            _isPostfixUp = false;
        }
        else if (server == RealServer.AuthorizationServer) await _authority!.DisposeAsync();
        else if (_dovecots.Remove(server, out var process)) await process.DisposeAsync();
    }

    /// <summary>Makes Postfix retry deferred messages immediately instead of after minutes.</summary>
    public Task FlushAsync() => PostfixAsync("flush");

    /// <summary>Waits for a connection of a user to Dovecot, and closes all of them like an administrator.</summary>
    public async Task KickAsync(string person)
    {
        for (var left = 100; ; left--)
        {
            try
            {
                await ServerProcess.RunAsync(
                    _folder, Installation.Doveadm, "-c", PathOf($"{InstanceOf(RealServer.Dovecot)}.conf"), "kick", person);
                return;
            }
            catch (InvalidOperationException) when (left > 0)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Returns the name of a Dovecot, the prefix of its ports and files.</summary>
    internal static string InstanceOf(RealServer server) => server == RealServer.Dovecot ? "local" : "introspection";

    public async Task DisposeAsync()
    {
        if (_folder.Length > 0)
        {
            if (_isPostfixUp) await StopAsync(RealServer.Postfix);
            foreach (var process in _dovecots.Values) await process.DisposeAsync();
            if (_authority is not null) await _authority.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        ClientCertificate.Dispose();
        CertificateAuthority.Dispose();
    }

    private void WriteCertificates()
    {
        using var certificate = CertificateAuthority.IssueServerCertificate(["localhost", "127.0.0.1", "127.0.0.2"]);
        using var root = CertificateAuthority.Root;
        File.WriteAllText(PathOf("ca.pem"), root.ExportCertificatePem());
        File.WriteAllText(PathOf("server.pem"), certificate.ExportCertificatePem());
        using var rsa = certificate.GetRSAPrivateKey();
        using var elliptic = certificate.GetECDsaPrivateKey();
        File.WriteAllText(PathOf("server.key"), rsa?.ExportPkcs8PrivateKeyPem() ?? elliptic!.ExportPkcs8PrivateKeyPem());
    }

    private void CreateSigningKey()
    {
        using var key = RSA.Create(2048);
        var id = Guid.NewGuid().ToString("N");
        File.WriteAllText(PathOf("keys", "default", "RS256", id), key.ExportSubjectPublicKeyInfoPem());
        _signingKey = JsonWebKeys.Private(key, id);
    }

    private async Task StartAuthorityAsync()
    {
        var clients = RegisteredClients.Create(ClientCertificate, IntrospectionSecret);
        _authority = await OpenIdProvider.StartAsync(Ports["authority"], PathOf("server.pem"), PathOf("server.key"), _signingKey!, clients);
    }

    private async Task StartDovecotAsync(RealServer dovecot)
    {
        var instance = InstanceOf(dovecot);
        Write($"{instance}.oauth2", $"dovecot-{instance}.oauth2", instance);
        Write($"{instance}.conf", "dovecot.conf", instance);
        _dovecots[dovecot] = ServerProcess.Start(_folder, null, Installation.Dovecot, "-F", "-c", PathOf($"{instance}.conf"));
        foreach (var port in new[] { "imap", "imaps", "pop3", "pop3s" }) await WaitAsync($"{instance}-{port}");
    }

    private async Task StartPostfixAsync()
    {
        Write(Path.Combine("postfix", "main.cf"), "main.cf", "");
        Write(Path.Combine("postfix", "master.cf"), "master.cf", "");
        await PostfixAsync("start");
        _isPostfixUp = true;
        await ServerProcess.WaitForPortAsync(new IPEndPoint(IPAddress.Parse("127.0.0.2"), Ports["submission"]), () => Logs);
        await WaitAsync("submissions");
    }

    private Task PostfixAsync(string command) => ServerProcess.RunAsync(_folder, Installation.Postfix, "-c", PathOf("postfix"), command);

    private Task WaitAsync(string port) => ServerProcess.WaitForPortAsync(new IPEndPoint(IPAddress.Loopback, Ports[port]), () => Logs);

    private string PathOf(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>Writes a configuration file from its template.</summary>
    private void Write(string file, string template, string instance)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(template)
            ?? throw new InvalidOperationException($"The template {template} does not exist.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd()
            .Replace("@FOLDER@", _folder).Replace("@INSTANCE@", instance).Replace("@ISSUER@", Issuer)
            .Replace("@INTROSPECTION_SECRET@", IntrospectionSecret).Replace("@AUTHORITY@", $"@localhost:{Ports["authority"]}");
        foreach (var port in new[] { "submission", "submissions", "submission-introspected", "submissions-introspected" })
        {
            text = text.Replace($"@{port.ToUpperInvariant().Replace('-', '_')}@", Text(port));
        }

        if (instance.Length > 0)
        {
            foreach (var port in new[] { "imap", "imaps", "pop3", "pop3s" })
            {
                text = text.Replace($"@{port.ToUpperInvariant()}@", Text($"{instance}-{port}"));
            }
        }

        File.WriteAllText(PathOf(file), text);
    }

    private string Text(string port) => Ports[port].ToString(System.Globalization.CultureInfo.InvariantCulture);
}
