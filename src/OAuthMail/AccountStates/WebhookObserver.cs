using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OAuthMail.AccountStates;

/// <summary>
/// Posts notices as JSON to a web address. The header <c>OAuthMail-Signature</c> contains the time and the HMAC-SHA-256 of the time, a dot
/// and the body, so that a receiver can refuse requests of others and old requests.
/// </summary>
internal sealed class WebhookObserver(MailAccountWebhookOptions options, IHttpClientFactory clients, TimeProvider clock)
    : IMailAccountObserver
{
    public const string ClientName = "OAuthMail.Webhook";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public string Name => options.Name;

    public async Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
    {
        var body = Write(notice);
        var time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("OAuthMail-Signature", $"t={time},v1={Sign(options.Secret!, time, body)}");
        using var limit = new TimeLimit(clock, Timeout, cancellationToken);
        using var client = clients.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The receiver responded with status {(int)response.StatusCode}.");
        }
    }

    /// <summary>Returns the signature in lower-case hexadecimal.</summary>
    public static string Sign(string secret, string time, byte[] body)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        return Hex.ToText(hmac.ComputeHash([.. Encoding.ASCII.GetBytes(time + "."), .. body]));
    }

    private static byte[] Write(MailAccountNotice notice)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var state = notice.State;
            json.WriteStartObject();
            json.WriteString("id", notice.Id);
            json.WriteString("kind", notice.Kind.ToString());
            json.WriteString("account", state.Account);
            WriteOptional(json, "protocol", state.Protocol?.ToString());
            json.WriteString("status", state.Status.ToString());
            WriteOptional(json, "previousStatus", notice.PreviousStatus?.ToString());
            json.WriteString("since", state.Since.UtcDateTime);
            if (state.LastSuccess is { } success) json.WriteString("lastSuccess", success.UtcDateTime);
            json.WriteString("text", notice.ToString());
            if (state.Problem is { } problem)
            {
                json.WriteStartObject("problem");
                json.WriteString("code", problem.Code);
                json.WriteString("meaning", problem.Meaning);
                json.WriteString("remedy", problem.Remedy);
                json.WriteString("responsible", problem.Responsible.ToString());
                WriteOptional(json, "detail", state.Detail);
                json.WriteEndObject();
            }

            if (state.NextExpiration is { } credential)
            {
                json.WriteStartObject("credential");
                json.WriteString("name", credential.Name);
                if (credential.ExpiresAt is { } expires) json.WriteString("expiresAt", expires.UtcDateTime);
                json.WriteString("remedy", credential.Remedy);
                json.WriteEndObject();
            }

            if (notice is { SignInUrl: { } url, SignInExpiresAt: { } signInExpires })
            {
                json.WriteStartObject("signIn");
                json.WriteString("url", url.AbsoluteUri);
                json.WriteString("expiresAt", signInExpires.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
