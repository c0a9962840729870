using System.Security.Cryptography;
using System.Text;
using OAuthMail.Testing;

namespace OAuthMail.Reliability.Authorities;

/// <summary>The authorization server of OAuthMail.Testing, in this process.</summary>
public sealed class TestAuthority : Authority
{
    private readonly MailTestHost _host;

    private TestAuthority(MailTestHost host)
    {
        _host = host;
        var server = host.AuthorizationServer;
        server.AddClient(TestClient.Native("desktop"));
        server.SignInAs(AccountSettings.Address);
        Settings = new AccountSettings(
            server.Issuer, server.AuthorizationEndpoint.AbsoluteUri, server.TokenEndpoint.AbsoluteUri, "desktop",
            server.GetMailScope(OAuthFlow.AuthorizationCode), null);
    }

    /// <inheritdoc />
    public override AccountSettings Settings { get; }

    /// <inheritdoc />
    protected override TestCertificateAuthority CertificateAuthority => _host.CertificateAuthority;

    /// <summary>Starts the server.</summary>
    /// <param name="rotation">The rotation of refresh tokens.</param>
    /// <param name="lifetime">The lifetime of access tokens.</param>
    /// <param name="grace">How long a used refresh token is still accepted.</param>
    public static async Task<TestAuthority> StartAsync(RefreshTokenRotation rotation, TimeSpan lifetime, TimeSpan grace = default) =>
        new(await MailTestHost.StartAsync(options =>
        {
            options.Authorization.RefreshTokenRotation = rotation;
            options.Authorization.RefreshTokenReuseGrace = grace;
            options.Authorization.AccessTokenLifetime = lifetime;
        }));

    /// <summary>Registers another client, so that an account with it has tokens of its own.</summary>
    public void AddClient(string clientId) => _host.AuthorizationServer.AddClient(TestClient.Native(clientId));

    /// <inheritdoc />
    public override Task<Observation> ObserveAsync()
    {
        var requests = _host.AuthorizationServer.Requests.All.Where(request => request.GrantType == "refresh_token").ToList();
        var exchanged = requests.Where(request => request.Succeeded).ToList();
        var distinct = requests.Select(request => request.RefreshToken).Distinct(StringComparer.Ordinal).Count();
        var last = exchanged.Count == 0
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(exchanged[^1].RefreshToken!)));
        var refused = requests.Count(request => request.Status >= 400);
        return Task.FromResult(
            new Observation(requests.Count(request => request.Status == 0), exchanged.Count, requests.Count - distinct, refused, last));
    }

    /// <inheritdoc />
    protected override Task StopAsync() => _host.DisposeAsync().AsTask();
}
