using System.Security.Cryptography;
using System.Text.Json;
using OAuthMail.Credentials;

namespace OAuthMail;

/// <summary>A service account's key, as Google issues it in a JSON file. Its text form never shows the key.</summary>
public sealed class ServiceAccountKey
{
    private const int LargestFile = 64 * 1024;

    /// <summary>Takes a service account whose key is elsewhere.</summary>
    /// <param name="clientEmail">The service account's e-mail address.</param>
    /// <param name="signer">What signs for it.</param>
    /// <param name="tokenEndpoint">Where it asks for tokens; null for Google's.</param>
    /// <exception cref="ArgumentException"><paramref name="clientEmail"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="signer"/> is null.</exception>
    public ServiceAccountKey(string clientEmail, JwtSigner signer, Uri? tokenEndpoint = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientEmail);
        ArgumentNullException.ThrowIfNull(signer);
        ClientEmail = clientEmail;
        Signer = signer;
        TokenEndpoint = tokenEndpoint;
    }

    /// <summary>The service account's e-mail address.</summary>
    public string ClientEmail { get; }

    /// <summary>What signs for it.</summary>
    public JwtSigner Signer { get; }

    /// <summary>Where the file says that tokens are requested.</summary>
    public Uri? TokenEndpoint { get; }

    /// <summary>Reads the file that Google issued.</summary>
    /// <param name="path">The JSON file.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TokenRequestException">The file cannot be read, or is no such key.</exception>
    public static ServiceAccountKey FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var file = new FileInfo(path);
            if (file.Length > LargestFile) throw Invalid($"The file '{path}' is larger than a service account's key");
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Invalid($"The service account's key file '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TokenRequestException">It is no such key.</exception>
    public static ServiceAccountKey FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(json, "the service account's key");
    }

    /// <summary>The service account's address.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => ClientEmail;

    private static ServiceAccountKey Parse(string json, string source)
    {
        // No inner exceptions: a parser's message may quote a piece of the key.
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Invalid($"'{source}' is not a JSON object");
            var type = Text(root, "type");
            if (type != "service_account") throw Invalid($"'{source}' is of the type '{type ?? "none"}', not 'service_account'; an OAuth client's file does not do");
            var email = Text(root, "client_email") ?? throw Invalid($"'{source}' has no client_email");
            var pem = Text(root, "private_key") ?? throw Invalid($"'{source}' has no private_key");
            var id = Text(root, "private_key_id") ?? throw Invalid($"'{source}' has no private_key_id");
            var endpoint = Text(root, "token_uri");
            if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri)))
            {
                throw Invalid($"The token_uri of '{source}' is no https address");
            }

            return new ServiceAccountKey(email, new RsaSigner(ReadKey(pem, source), id), endpoint is null ? null : new Uri(endpoint));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw Invalid($"'{source}' is not JSON");
        }
    }

    private static RSA ReadKey(string pem, string source)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(Pem.Decode(pem, "PRIVATE KEY"), out _);
            return rsa;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            rsa.Dispose();
            throw Invalid($"The private_key of '{source}' is not an RSA key in PKCS#8 form");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static TokenRequestException Invalid(string detail, Exception? cause = null) => new(Problems.ServiceAccountKeyInvalid, detail, cause);
}
