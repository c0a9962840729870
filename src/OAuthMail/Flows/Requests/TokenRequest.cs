using System.Net.Http.Headers;
using System.Text;
using OAuthMail.Errors;

namespace OAuthMail.Flows.Requests;

/// <summary>One attempt at a request to the token, device, or revocation endpoint, while it is put together.</summary>
internal sealed class TokenRequest(TimeProvider clock, string assertionAudience)
{
    private static readonly string[] SecretFields =
        ["client_secret", "client_assertion", "assertion", "code", "code_verifier", "refresh_token", "device_code", "token", "password"];

    public Dictionary<string, string> Form { get; } = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Authorization { get; set; }

    /// <summary>A secret that is in no field of the form as it stands.</summary>
    public string? HeaderSecret { get; set; }

    public TimeProvider Clock { get; } = clock;

    /// <summary>Whom an assertion must be addressed to.</summary>
    public string AssertionAudience { get; } = assertionAudience;

    /// <summary>
    /// The form as it is sent. Without a charset: it is UTF-8 under its escapes (RFC 6749 appendix B), and servers believe another that
    /// is named.
    /// </summary>
    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(FormEncoding.Encode(Form)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    /// <summary>What takes this request's secrets out of the server's words: a server may repeat what it refuses.</summary>
    public Redactor CreateRedactor()
    {
        var redactor = new Redactor();
        if (HeaderSecret is { Length: > 0 } secret) redactor.Add(secret);
        if (Authorization?.Parameter is { Length: > 0 } header) redactor.Add(header);
        foreach (var name in SecretFields)
        {
            if (Form.TryGetValue(name, out var value) && value.Length > 0) redactor.Add(value);
        }

        return redactor;
    }
}
