using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthMail.Testing.Mail;

/// <summary>Provides the texts with which a server of each dialect rejects a token.</summary>
internal static class RejectionTexts
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Failure(MailProtocol protocol, MailDialect dialect) => (protocol, dialect) switch
    {
        (MailProtocol.Smtp, MailDialect.Exchange) => "535 5.7.3 Authentication unsuccessful [TEST01CA0001.testprd01.prod.outlook.com]",
        (MailProtocol.Smtp, MailDialect.Google) =>
            "535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
            + "535 5.7.8  https://support.google.com/mail/?p=BadCredentials",
        (MailProtocol.Smtp, _) => "535 5.7.8 Authentication credentials invalid",
        (MailProtocol.Imap, MailDialect.Exchange) => "NO AUTHENTICATE failed.",
        (MailProtocol.Imap, MailDialect.Google) => "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        (MailProtocol.Imap, _) => "NO [AUTHENTICATIONFAILED] Authentication failed.",
        (_, MailDialect.Exchange) => "-ERR Authentication failure: unknown user name or bad password.",
        (_, MailDialect.Google) => "-ERR [AUTH] Username and password not accepted.",
        _ => "-ERR [AUTH] Authentication failed.",
    };

    /// <summary>
    /// Returns the error challenge before base64: that of RFC 7628 section 3.2.2, or Google's with an HTTP status.
    /// </summary>
    public static string Challenge(MailTestServerOptions options, SaslLogin login)
    {
        var google = options.Dialect == MailDialect.Google;
        var json = new JsonObject();
        if (google)
        {
            json["status"] = login.Verdict is TokenVerdict.Expired or TokenVerdict.Revoked ? "401" : "400";
            json["schemes"] = "Bearer";
        }
        else
        {
            json["status"] = login.SyntaxError is not null ? "invalid_request"
                : login.Verdict == TokenVerdict.InsufficientScope ? "insufficient_scope"
                : "invalid_token";
        }

        json["scope"] = options.ChallengeScope ?? (google ? "https://mail.google.com/" : "mail");
        if (options.OpenIdConfiguration is { } configuration) json["openid-configuration"] = configuration;
        return json.ToJsonString(Plain);
    }
}
