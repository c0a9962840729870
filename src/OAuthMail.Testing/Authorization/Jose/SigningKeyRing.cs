using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Authorization.Jose;

/// <summary>Holds the keys of the server. The newest key signs; all keys verify.</summary>
internal sealed class SigningKeyRing : IDisposable
{
    private readonly TokenSigningAlgorithm _algorithm;
    private volatile SigningKey[] _keys;

    public SigningKeyRing(TokenSigningAlgorithm algorithm)
    {
        _algorithm = algorithm;
        _keys = [new SigningKey(algorithm)];
    }

    public SigningKey Current => _keys[^1];

    public SigningKey? Find(string? id) => _keys.FirstOrDefault(key => key.Id == id);

    /// <summary>Adds a new key, which signs from then on.</summary>
    /// <param name="forgetOld">Whether the earlier keys are removed and no longer verify.</param>
    public void Rotate(bool forgetOld)
    {
        var key = new SigningKey(_algorithm);
        _keys = forgetOld ? [key] : [.. _keys, key];
    }

    public JsonObject ToJwks() => new() { ["keys"] = new JsonArray([.. _keys.Select(key => (JsonNode)key.ToJwk())]) };

    public void Dispose()
    {
        foreach (var key in _keys) key.Dispose();
    }
}
