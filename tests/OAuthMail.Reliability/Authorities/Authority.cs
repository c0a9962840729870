using System.Net.NetworkInformation;
using OAuthMail.Testing;

namespace OAuthMail.Reliability.Authorities;

/// <summary>An authorization server at which one person has one account, and which says what was asked of it.</summary>
public abstract class Authority : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How an account there is configured.</summary>
    public abstract AccountSettings Settings { get; }

    /// <summary>What is served over TLS is certified by it.</summary>
    protected abstract TestCertificateAuthority CertificateAuthority { get; }

    /// <summary>Makes a client that trusts the server and follows no redirects, for a program or, with cookies, for a browser.</summary>
    public HttpClient CreateHttpClient(bool browser = false) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = browser,
        SslOptions = { RemoteCertificateValidationCallback = CertificateAuthority.ValidationCallback },
    });

    /// <summary>The root certificate, for other processes.</summary>
    public byte[] GetRootCertificate()
    {
        using var root = CertificateAuthority.Root;
        return root.RawData;
    }

    /// <summary>Says what was asked so far.</summary>
    public abstract Task<Observation> ObserveAsync();

    /// <summary>
    /// Waits until what a killed process had asked is answered: its connections are gone, and so are the requests on them.
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
