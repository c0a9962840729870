using System.Net.Http.Headers;
using System.Text;
using OAuthMail.Errors;

namespace OAuthMail.Flows.Requests;

/// <summary>Builds one attempt at a request to the token, device authorization, or revocation endpoint.</summary>
internal sealed class TokenRequest(TimeProvider clock, string assertionAudience)
{
    private static readonly string[] SecretFields =
        ["client_secret", "client_assertion", "assertion", "code", "code_verifier", "refresh_token", "device_code", "token", "password"];

    public Dictionary<string, string> Form { get; } = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Authorization { get; set; }

    /// <summary>Gets or sets a secret that is sent in a header and not, in this form, in a field.</summary>
    public string? HeaderSecret { get; set; }

    public TimeProvider Clock { get; } = clock;

    /// <summary>Gets the audience of assertions.</summary>
    public string AssertionAudience { get; } = assertionAudience;

    /// <summary>Gets or sets an action that runs before the content is sent.</summary>
    public Action? Sending { get; set; }

    /// <summary>
    /// Creates the content of the request. Its content type has no charset: the encoded text is always UTF-8 (RFC 6749 appendix B), but
    /// servers apply a charset if there is one.
    /// </summary>
    public HttpContent ToContent()
    {
        var bytes = Encoding.ASCII.GetBytes(FormEncoding.Encode(Form));
        var content = new SingleUseContent(bytes, Sending);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        return content;
    }

    /// <summary>
    /// Creates a redactor that removes the secrets of this request from the server's texts. A server may repeat a refused value.
    /// </summary>
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
