using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing;

/// <summary>An application that is registered at the authorization server. Set it up before requests arrive.</summary>
public sealed class TestClient
{
    private readonly List<(byte[] Hash, DateTimeOffset? Ends)> _secrets = [];
    private readonly List<JsonWebKey> _keys = [];

    /// <summary>Names an application. Without a secret or a key it is a public client, RFC 6749 section 2.1.</summary>
    /// <param name="clientId">Its client identifier.</param>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is null or empty.</exception>
    public TestClient(string clientId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ClientId = clientId;
    }

    /// <summary>The client identifier.</summary>
    public string ClientId { get; }

    /// <summary>
    /// Where authorization responses may go. They are compared exactly, save that the port of <c>http://127.0.0.1</c>,
    /// <c>http://[::1]</c> and <c>http://localhost</c> is free, RFC 8252 section 7.3.
    /// </summary>
    public ICollection<string> RedirectUris { get; } = new List<string>();

    /// <summary>The scopes that it may ask for; any that the dialect knows if this is empty.</summary>
    public ICollection<string> AllowedScopes { get; } = new List<string>();

    /// <summary>The grant types that it may use; any if this is empty.</summary>
    public ICollection<string> AllowedGrantTypes { get; } = new List<string>();

    /// <summary>What it may do without a user, in the Entra dialect's words: the application permissions that an administrator consented to.</summary>
    /// <value>IMAP, POP and SMTP by default.</value>
    public ICollection<string> Roles { get; } = new List<string> { "IMAP.AccessAsApp", "POP.AccessAsApp", "SMTP.SendAsApp" };

    /// <summary>The mailboxes that it may open without a user; all if this is empty.</summary>
    public ICollection<string> PermittedMailboxes { get; } = new List<string>();

    /// <summary>The mailboxes in whose name it may act as a service account (domain-wide delegation); empty for a client that is none.</summary>
    public ICollection<string> DelegatedSubjects { get; } = new List<string>();

    /// <summary>Whether it is installed on its users' devices, where a secret is none; Google gives such clients one all the same.</summary>
    /// <value>True for what <see cref="Native"/> makes.</value>
    public bool IsNative { get; set; }

    /// <summary>Whether it is an identity that Azure gave to a machine or a service, which gets its tokens at an endpoint of its own.</summary>
    public bool IsManagedIdentity { get; private init; }

    /// <summary>Whether the system gave it that identity, so that it is not named in a request.</summary>
    public bool IsSystemAssigned { get; private init; }

    /// <summary>Whether it has neither secret nor key, and must therefore use PKCE.</summary>
    public bool IsPublic => _secrets.Count == 0 && _keys.Count == 0;

    internal bool HasSecret => _secrets.Count > 0;

    internal IReadOnlyList<JsonWebKey> Keys => _keys;

    /// <summary>Registers a native application: a public client that listens on any loopback port.</summary>
    /// <param name="clientId">Its client identifier.</param>
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

    /// <summary>Registers an application with a secret.</summary>
    /// <param name="clientId">Its client identifier.</param>
    /// <param name="secret">Its secret, sent in the header or in the body, RFC 6749 section 2.3.1.</param>
    /// <param name="redirectUris">Where authorization responses may go.</param>
    /// <returns>The client.</returns>
    public static TestClient Confidential(string clientId, string secret, params string[] redirectUris)
    {
        var client = new TestClient(clientId).AddSecret(secret);
        foreach (var uri in redirectUris ?? []) client.RedirectUris.Add(uri);
        return client;
    }

    /// <summary>Registers an application that proves itself with a certificate, by <c>private_key_jwt</c> (RFC 7523 section 2.2).</summary>
    /// <param name="clientId">Its client identifier.</param>
    /// <param name="certificate">The certificate; its private key is not needed and not kept.</param>
    /// <returns>The client.</returns>
    public static TestClient WithCertificate(string clientId, X509Certificate2 certificate) => new TestClient(clientId).AddCertificate(certificate);

    /// <summary>Registers a managed identity, which only the Entra dialect has.</summary>
    /// <param name="clientId">Its client identifier.</param>
    /// <param name="systemAssigned">Whether the system gave it; else a request names it.</param>
    /// <returns>The client.</returns>
    public static TestClient ManagedIdentity(string clientId, bool systemAssigned = false) =>
        new(clientId) { IsManagedIdentity = true, IsSystemAssigned = systemAssigned };

    /// <summary>Adds a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="ends">From when on it is refused; never if nothing is given.</param>
    /// <returns>This client.</returns>
    public TestClient AddSecret(string secret, DateTimeOffset? ends = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        _secrets.Add((Hash(secret), ends));
        return this;
    }

    /// <summary>Adds a certificate that signs client assertions or, for a service account, grants.</summary>
    /// <param name="certificate">The certificate, RSA or ECDSA on P-256.</param>
    /// <returns>This client.</returns>
    /// <exception cref="ArgumentException">Its key is of another kind.</exception>
    public TestClient AddCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _keys.Add(PublicKeys.FromCertificate(certificate));
        return this;
    }

    /// <summary>Adds a public key that signs client assertions or, for a service account, grants.</summary>
    /// <param name="jsonWebKey">The key, RFC 7517: RSA, or EC on P-256. A private part is ignored.</param>
    /// <returns>This client.</returns>
    /// <exception cref="FormatException">The text is not such a key.</exception>
    public TestClient AddKey(string jsonWebKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(jsonWebKey);
        _keys.Add(PublicKeys.FromJson(jsonWebKey));
        return this;
    }

    /// <summary>The client identifier.</summary>
    /// <returns><see cref="ClientId"/>.</returns>
    public override string ToString() => ClientId;

    internal TestClient AddKey(JsonWebKey key)
    {
        _keys.Add(key);
        return this;
    }

    /// <summary>Looks for the secret; null if it is none of this client's, else when it ends.</summary>
    internal (bool Known, DateTimeOffset? Ends) FindSecret(string secret)
    {
        var hash = Hash(secret);
        foreach (var (known, ends) in _secrets)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) return (true, ends);
        }

        return (false, null);
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
