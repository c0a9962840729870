using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing;

/// <summary>
/// Represents an application that is registered at the authorization server. Configure it before requests arrive.
/// </summary>
public sealed class TestClient
{
    private readonly List<(byte[] Hash, DateTimeOffset? ExpiresAt)> _secrets = [];
    private readonly List<JsonWebKey> _keys = [];

    /// <summary>Initializes a client. Without a secret or a key it is a public client (RFC 6749 section 2.1).</summary>
    /// <param name="clientId">The client ID.</param>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is <see langword="null"/> or empty.</exception>
    public TestClient(string clientId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ClientId = clientId;
    }

    /// <summary>Gets the client ID.</summary>
    public string ClientId { get; }

    /// <summary>
    /// Gets the redirect URIs. They must match exactly, except for the port of <c>http://127.0.0.1</c>,
    /// <c>http://[::1]</c> and <c>http://localhost</c> (RFC 8252 section 7.3).
    /// </summary>
    public ICollection<string> RedirectUris { get; } = new List<string>();

    /// <summary>Gets the scopes that the client may request. If empty, all scopes of the dialect are allowed.</summary>
    public ICollection<string> AllowedScopes { get; } = new List<string>();

    /// <summary>
    /// Gets the scopes that an administrator has consented to for all users, in addition to those of each sign-in. A refresh token
    /// acquires tokens for them too, also if they belong to another resource.
    /// </summary>
    public ICollection<string> ConsentedScopes { get; } = new List<string>();

    /// <summary>Gets the grant types that the client may use. If empty, all grant types are allowed.</summary>
    public ICollection<string> AllowedGrantTypes { get; } = new List<string>();

    /// <summary>
    /// Gets the application permissions that an administrator has consented to, in the Entra dialect.
    /// </summary>
    /// <value>The default is the permissions for IMAP, POP and SMTP.</value>
    public ICollection<string> Roles { get; } = new List<string> { "IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp" };

    /// <summary>
    /// Gets the mailboxes that the client may open without a user. If empty, all mailboxes are allowed.
    /// </summary>
    public ICollection<string> PermittedMailboxes { get; } = new List<string>();

    /// <summary>
    /// Gets the mailboxes that a service account may act for (domain-wide delegation). It is empty for other clients.
    /// </summary>
    public ICollection<string> DelegatedSubjects { get; } = new List<string>();

    /// <summary>
    /// Gets or sets whether the client is installed on the devices of its users, so that its secret is not
    /// confidential. Google issues a secret to such clients nevertheless.
    /// </summary>
    /// <value>The default is <see langword="false"/>; <see cref="Native"/> sets <see langword="true"/>.</value>
    public bool IsNative { get; set; }

    /// <summary>
    /// Gets a value that indicates whether the client is a managed identity of Azure, which acquires tokens at its own
    /// endpoint.
    /// </summary>
    public bool IsManagedIdentity { get; private init; }

    /// <summary>
    /// Gets a value that indicates whether the managed identity is system-assigned, so that requests do not name it.
    /// </summary>
    public bool IsSystemAssigned { get; private init; }

    /// <summary>
    /// Gets a value that indicates whether the client has neither a secret nor a key and therefore must use PKCE.
    /// </summary>
    public bool IsPublic => _secrets.Count == 0 && _keys.Count == 0;

    internal bool HasSecret => _secrets.Count > 0;

    internal IReadOnlyList<JsonWebKey> Keys => _keys;

    /// <summary>Creates a native application: a public client that listens on any loopback port.</summary>
    /// <param name="clientId">The client ID.</param>
    /// <returns>The client.</returns>
    public static TestClient Native(string clientId)
    {
        var client = new TestClient(clientId) { IsNative = true };
        foreach (var host in (string[])["127.0.0.1", "[::1]", "localhost"])
        {
            client.RedirectUris.Add($"http://{host}");
            client.RedirectUris.Add($"http://{host}/callback");
        }

        return client;
    }

    /// <summary>Creates an application with a secret.</summary>
    /// <param name="clientId">The client ID.</param>
    /// <param name="secret">The secret, sent in the header or in the body (RFC 6749 section 2.3.1).</param>
    /// <param name="redirectUris">The redirect URIs.</param>
    /// <returns>The client.</returns>
    public static TestClient Confidential(string clientId, string secret, params string[] redirectUris)
    {
        var client = new TestClient(clientId).AddSecret(secret);
        foreach (var uri in redirectUris ?? []) client.RedirectUris.Add(uri);
        return client;
    }

    /// <summary>
    /// Creates an application that authenticates with a certificate and <c>private_key_jwt</c> (RFC 7523 section 2.2).
    /// </summary>
    /// <param name="clientId">The client ID.</param>
    /// <param name="certificate">The certificate. Its private key is not needed.</param>
    /// <returns>The client.</returns>
    public static TestClient WithCertificate(string clientId, X509Certificate2 certificate) =>
        new TestClient(clientId).AddCertificate(certificate);

    /// <summary>Creates a managed identity, which only the Entra dialect supports.</summary>
    /// <param name="clientId">The client ID.</param>
    /// <param name="systemAssigned">
    /// Whether the identity is system-assigned. If not, requests name its client ID.
    /// </param>
    /// <returns>The client.</returns>
    public static TestClient ManagedIdentity(string clientId, bool systemAssigned = false) =>
        new(clientId) { IsManagedIdentity = true, IsSystemAssigned = systemAssigned };

    /// <summary>Adds a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="expiresAt">
    /// The time at which the secret expires, or <see langword="null"/> if it does not expire.
    /// </param>
    /// <returns>This client.</returns>
    public TestClient AddSecret(string secret, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        _secrets.Add((Hash(secret), expiresAt));
        return this;
    }

    /// <summary>Adds a certificate that signs client assertions or, for a service account, grants.</summary>
    /// <param name="certificate">The certificate, with an RSA or P-256 key.</param>
    /// <returns>This client.</returns>
    /// <exception cref="ArgumentException">The certificate has another kind of key.</exception>
    public TestClient AddCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _keys.Add(PublicKeys.FromCertificate(certificate));
        return this;
    }

    /// <summary>Adds a public key that signs client assertions or, for a service account, grants.</summary>
    /// <param name="jsonWebKey">The JSON Web Key (RFC 7517), RSA or EC on P-256. A private part is ignored.</param>
    /// <returns>This client.</returns>
    /// <exception cref="FormatException">The text is not such a key.</exception>
    public TestClient AddKey(string jsonWebKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(jsonWebKey);
        _keys.Add(PublicKeys.FromJson(jsonWebKey));
        return this;
    }

    /// <summary>Returns the client ID.</summary>
    /// <returns><see cref="ClientId"/>.</returns>
    public override string ToString() => ClientId;

    internal TestClient AddKey(JsonWebKey key)
    {
        _keys.Add(key);
        return this;
    }

    /// <summary>Returns whether the secret belongs to this client, and when it expires.</summary>
    internal (bool Known, DateTimeOffset? ExpiresAt) FindSecret(string secret)
    {
        var hash = Hash(secret);
        foreach (var (known, expiresAt) in _secrets)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) return (true, expiresAt);
        }

        return (false, null);
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
