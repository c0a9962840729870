using System.Text;
using System.Text.Json;

namespace OAuthMail.Credentials;

/// <summary>Creates signed assertions in the compact serialization of RFC 7515.</summary>
internal static class Jwt
{
    public static async ValueTask<string> SignAsync(
        JwtSigner signer, Action<Utf8JsonWriter> writeClaims, CancellationToken cancellationToken)
    {
        var header = Write(writer =>
        {
            writer.WriteString("alg", signer.Algorithm);
            writer.WriteString("typ", "JWT");
            foreach (var member in signer.Header)
            {
                if (member.Key == "x5c")
                {
                    writer.WriteStartArray("x5c");
                    foreach (var certificate in member.Value.Split(' ')) writer.WriteStringValue(certificate);
                    writer.WriteEndArray();
                }
                else
                {
                    writer.WriteString(member.Key, member.Value);
                }
            }
        });
        var input = $"{header}.{Write(writeClaims)}";
        var signature = await signer.SignAsync(Encoding.ASCII.GetBytes(input), cancellationToken).ConfigureAwait(false);
        return $"{input}.{Hashing.ToBase64Url(signature)}";
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Hashing.ToBase64Url(stream.ToArray());
    }
}
