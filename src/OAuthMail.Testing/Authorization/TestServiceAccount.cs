using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing;

/// <summary>A service account with a key of its own, and the key file that its program is given.</summary>
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

    /// <summary>Its registration: further subjects and the scopes that an administrator allowed are set there.</summary>
    public TestClient Client { get; }

    /// <summary>Its address.</summary>
    public string Email => Client.ClientId;

    /// <summary>The key file, in the form in which Google hands it out: with the private key, and this server's token endpoint.</summary>
    public string KeyFileJson { get; }

    /// <summary>The address.</summary>
    /// <returns><see cref="Email"/>.</returns>
    public override string ToString() => Email;
}
