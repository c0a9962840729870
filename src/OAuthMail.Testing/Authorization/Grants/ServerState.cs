using System.Collections.Concurrent;
using OAuthMail.Testing.Authorization.Dialects;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Holds the state that the endpoints share.</summary>
internal sealed class ServerState : IDisposable
{
    private readonly ConcurrentDictionary<string, TestClient> _clients = new(StringComparer.Ordinal);

    public ServerState(Dialect dialect, TimeProvider time)
    {
        Dialect = dialect;
        Time = time;
        Keys = new SigningKeyRing(dialect.Options.SigningAlgorithm ?? dialect.DefaultAlgorithm);
        AccessTokens = new AccessTokens(dialect, Keys, time);
        RefreshTokens = new RefreshTokens(dialect, time);
        Codes = new AuthorizationCodes(dialect.Options, time);
        Devices = new DeviceCodes(dialect.Options, time);
    }

    public Dialect Dialect { get; }

    public AuthorizationServerOptions Options => Dialect.Options;

    public TimeProvider Time { get; }

    public SigningKeyRing Keys { get; }

    public UserDirectory Users { get; } = new();

    public AccessTokens AccessTokens { get; }

    public RefreshTokens RefreshTokens { get; }

    public AuthorizationCodes Codes { get; }

    public DeviceCodes Devices { get; }

    public void AddClient(TestClient client)
    {
        if (!_clients.TryAdd(client.ClientId, client))
            throw new ArgumentException($"The client '{client.ClientId}' is already registered.", nameof(client));
    }

    /// <summary>Gets the value of the header that authenticates requests for a managed identity.</summary>
    public string ManagedIdentityHeader { get; } = RandomText.Token();

    /// <summary>
    /// Returns the managed identity with a client ID, or the system-assigned one if there is no client ID.
    /// </summary>
    public TestClient? FindManagedIdentity(string? id) =>
        _clients.Values.FirstOrDefault(
            client => client.IsManagedIdentity && (id is null ? client.IsSystemAssigned : client.ClientId == id));

    public TestClient? FindClient(string id) => _clients.GetValueOrDefault(id);

    public void Dispose() => Keys.Dispose();
}
