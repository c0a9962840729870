using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using OAuthMail.Providers;
using OAuthMail.Testing.Certificates;

namespace OAuthMail.Tests.ConnectionTest;

/// <summary>A server for one connection at a time that says, octet for octet, what a test wants, and is silent afterwards.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="tls">How TLS begins.</param>
    /// <param name="authority">Whose certificate it shows; null for a server that never speaks TLS.</param>
    /// <param name="script">What it says: first by itself, then once for each read; null closes the connection.</param>
    public ScriptedServer(TlsMode tls, TestCertificateAuthority? authority, params byte[]?[] script)
    {
        _listener.Start();
        Endpoint = new MailEndpoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, tls);
        _serving = ServeAsync(tls == TlsMode.Implicit ? authority : null, script);
    }

    public MailEndpoint Endpoint { get; }

    /// <summary>Everything that clients sent.</summary>
    public MemoryStream Received { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(TestCertificateAuthority? authority, byte[]?[] script)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await ServeAsync(client, authority, script);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client ended the connection, or the test has ended.
            }
        }
    }

    private async Task ServeAsync(TcpClient client, TestCertificateAuthority? authority, byte[]?[] script)
    {
        Stream stream = client.GetStream();
        if (authority is not null)
        {
            using var certificate = authority.IssueServerCertificate(["127.0.0.1"]);
            var encrypted = new SslStream(stream);
            await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
            stream = encrypted;
        }

        await using var ended = stream;
        var buffer = new byte[8192];
        for (var i = 0; ; i++)
        {
            if (i < script.Length && script[i] is null) return;
            if (i < script.Length) await stream.WriteAsync(script[i], _stop.Token);
            var count = await stream.ReadAsync(buffer, _stop.Token);
            if (count == 0) return;
            Received.Write(buffer, 0, count);
        }
    }
}
