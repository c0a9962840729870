using System.Net.NetworkInformation;
using OAuthMail.Testing;

namespace OAuthMail.Reliability.Authorities;

/// <summary>An authorization server with one user, which reports its requests.</summary>
public abstract class Authority : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Gets the settings of the account.</summary>
    public abstract AccountSettings Settings { get; }

    /// <summary>Gets the certificate authority that issues the server's certificates.</summary>
    protected abstract TestCertificateAuthority CertificateAuthority { get; }

    /// <summary>Creates a client that trusts the server and follows no redirects. With cookies, it serves as a browser.</summary>
    public HttpClient CreateHttpClient(bool browser = false) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = browser,
        SslOptions = { RemoteCertificateValidationCallback = CertificateAuthority.ValidationCallback },
    });

    /// <summary>Gets the root certificate for other processes.</summary>
    public byte[] GetRootCertificate()
    {
        using var root = CertificateAuthority.Root;
        return root.RawData;
    }

    /// <summary>Returns a summary of the requests so far.</summary>
    public abstract Task<Observation> ObserveAsync();

    /// <summary>
    /// Waits until the server has completed the requests of a killed process.
    /// </summary>
    public async Task<Observation> ObserveQuietAsync()
    {
        var port = new Uri(Settings.TokenEndpoint).Port;
        using var patience = new CancellationTokenSource(Patience);
        while (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(connection =>
            connection.LocalEndPoint.Port == port && connection.State is (
                TcpState.Established or TcpState.CloseWait or TcpState.SynReceived)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }

        while (true)
        {
            var observation = await ObserveAsync();
            if (observation.Pending == 0) return observation;
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the server.</summary>
    protected abstract Task StopAsync();
}
