using System.Security.Cryptography;
using System.Text.Json;
using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Storage.Files;

/// <summary>
/// The file that describes a store: its format, and the salt and the number of iterations for its passphrase. It contains no secret.
/// </summary>
internal sealed class StoreDescription(byte[] salt, int iterations)
{
    public const string FileName = "oauthmail-store.json";

    private const int Format = 1;
    private const int SaltLength = 32;
    private const int MaximumLength = 4096;
    private const int MaximumIterations = 100_000_000;

    public byte[] Salt => salt;

    public int Iterations => iterations;

    /// <summary>Reads the file, or creates it in a new store. The caller holds the store's lock.</summary>
    public static StoreDescription ReadOrCreate(string folder, FileOwner? owner)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path)) return Read(path);
        if (Directory.EnumerateFiles(folder, "*" + RecordNames.Record).Any())
        {
            throw new TokenStoreException(
                Problems.TokenStoreIncomplete, $"The folder {folder} contains token records, but {FileName} is missing.");
        }

        var description = new StoreDescription(RandomNumberGenerator.GetBytes(SaltLength), TokenProtection.MinimumIterations);
        PrivateFile.CreateNew(path, description.ToJson(), owner);
        return description;
    }

    private static StoreDescription Read(string path)
    {
        if (new FileInfo(path).Length > MaximumLength) throw Incomplete(path, "is too long");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() is not Format) throw Incomplete(path, "has another format");
            var salt = root.GetProperty("salt").GetBytesFromBase64();
            var iterations = root.GetProperty("iterations").GetInt32();
            return salt.Length >= 16 && iterations is >= TokenProtection.MinimumIterations and <= MaximumIterations
                ? new StoreDescription(salt, iterations)
                : throw Incomplete(path, "has an invalid salt or number of iterations");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Incomplete(path, "is damaged", e);
        }
    }

    private byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Format);
            writer.WriteBase64String("salt", Salt);
            writer.WriteNumber("iterations", Iterations);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static TokenStoreException Incomplete(string path, string what, Exception? innerException = null) =>
        new(Problems.TokenStoreIncomplete, $"The file {path} {what}.", innerException);
}
