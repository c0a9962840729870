using System.Security.Cryptography;
using System.Text.Json;
using OAuthMail.Credentials;

namespace OAuthMail;

/// <summary>Represents the key of a service account, which Google issues as a JSON file. Its text does not contain the key.</summary>
public sealed class ServiceAccountKey
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>Creates a service account whose key is in another service.</summary>
    /// <param name="clientEmail">The e-mail address of the service account.</param>
    /// <param name="signer">The signer.</param>
    /// <param name="tokenEndpoint">The token endpoint, or <see langword="null"/> for Google's.</param>
    /// <exception cref="ArgumentException"><paramref name="clientEmail"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="signer"/> is <see langword="null"/>.</exception>
    public ServiceAccountKey(string clientEmail, JwtSigner signer, Uri? tokenEndpoint = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientEmail);
        ArgumentNullException.ThrowIfNull(signer);
        ClientEmail = clientEmail;
        Signer = signer;
        TokenEndpoint = tokenEndpoint;
    }

    /// <summary>Gets the e-mail address of the service account.</summary>
    public string ClientEmail { get; }

    /// <summary>Gets the signer.</summary>
    public JwtSigner Signer { get; }

    /// <summary>Gets the token endpoint, or <see langword="null"/> if the file contains none.</summary>
    public Uri? TokenEndpoint { get; }

    /// <summary>Reads the JSON file that Google issued.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TokenRequestException">The file cannot be read or contains no such key.</exception>
    public static ServiceAccountKey FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var file = new FileInfo(path);
            if (file.Length > MaximumLength)
            {
                throw Invalid($"The file '{path}' is larger than 64 KiB, so it isn't the key of a service account");
            }

            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Invalid($"The service account's key file '{path}' can't be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the content of such a file.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TokenRequestException">The text is not such a key.</exception>
    public static ServiceAccountKey FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(json, "the service account's key");
    }

    /// <summary>Returns the e-mail address of the service account.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => ClientEmail;

    private static ServiceAccountKey Parse(string json, string source)
    {
        // There is no inner exception, because the message of a parser can contain a part of the key.
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Invalid($"'{source}' isn't a JSON object");
            var type = Text(root, "type");
            if (type != "service_account")
            {
                throw Invalid(
                    $"'{source}' has the type '{type ?? "none"}'. It must be 'service_account'; the file of an OAuth client can't be used");
            }

            var email = Text(root, "client_email") ?? throw Invalid($"'{source}' has no client_email");
            var pem = Text(root, "private_key") ?? throw Invalid($"'{source}' has no private_key");
            var id = Text(root, "private_key_id") ?? throw Invalid($"'{source}' has no private_key_id");
            var endpoint = Text(root, "token_uri");
            if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri)))
            {
                throw Invalid($"The token_uri of '{source}' isn't an https address");
            }

            return new ServiceAccountKey(email, new RsaSigner(ReadKey(pem, source), id), endpoint is null ? null : new Uri(endpoint));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw Invalid($"'{source}' isn't JSON");
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
            throw Invalid($"The private_key of '{source}' isn't an RSA key in PKCS#8 form");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static TokenRequestException Invalid(string detail, Exception? cause = null) =>
        new(Problems.ServiceAccountKeyInvalid, detail, cause);
}
