using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing;

/// <summary>Represents a service account with its own key and the key file for its program.</summary>
public sealed class TestServiceAccount
{
    internal TestServiceAccount(string email, Uri tokenEndpoint, IReadOnlyList<string> subjects)
    {
        using var key = RSA.Create(2048);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        Client = new TestClient(email).AddKey(PublicKeys.FromRsa(key, id));
        foreach (var subject in subjects) Client.DelegatedSubjects.Add(subject);
        KeyFileJson = new JsonObject
        {
            ["type"] = "service_account",
            ["project_id"] = "oauthmail-testing",
            ["private_key_id"] = id,
            ["private_key"] = key.ExportPkcs8PrivateKeyPem() + "\n",
            ["client_email"] = email,
            ["client_id"] = RandomNumberGenerator.GetString("0123456789", 21),
            ["token_uri"] = tokenEndpoint.AbsoluteUri,
        }.ToJsonString();
    }

    /// <summary>Gets the registration, which holds the subjects and scopes that an administrator has allowed.</summary>
    public TestClient Client { get; }

    /// <summary>Gets the address.</summary>
    public string Email => Client.ClientId;

    /// <summary>
    /// Gets the key file in Google's format, with the private key and the token endpoint of this server.
    /// </summary>
    public string KeyFileJson { get; }

    /// <summary>Returns the address.</summary>
    /// <returns><see cref="Email"/>.</returns>
    public override string ToString() => Email;
}
