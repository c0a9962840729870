using System.Text;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>The steps of a login with MailKit's clients, as a server sees them.</summary>
internal static class LoginScripts
{
    public const string Json = """{"status":"invalid_token","scope":"mail"}""";

    public static string JsonBase64 { get; } = Convert.ToBase64String(Encoding.UTF8.GetBytes(Json));

    public static MailPeerScript Greet(
        this MailPeerScript script, MailProtocol protocol, string mechanisms = "XOAUTH2 OAUTHBEARER", bool startTls = false) =>
        protocol switch
    {
        MailProtocol.Smtp =>
            script.Send("220 mx ESMTP").Expect("EHLO *").Send(startTls ? "250-STARTTLS" : "250-mx", $"250 AUTH {mechanisms}"),
        MailProtocol.Imap when startTls => script.Send("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello"),
        MailProtocol.Imap => script.Send(
            $"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH={mechanisms.Replace(" ", " AUTH=", StringComparison.Ordinal)}] hello"),
        _ => script.Send("+OK hello").Expect("CAPA").Send("+OK", startTls ? "STLS" : $"SASL {mechanisms}", "."),
    };

    /// <summary>Expects the login message in the form in which the client of the protocol sends a short message.</summary>
    public static MailPeerScript TakeMessage(this MailPeerScript script, MailProtocol protocol, string mechanism = "XOAUTH2") =>
        protocol switch
    {
        MailProtocol.Smtp => script.Expect($"AUTH {mechanism} *"),
        MailProtocol.Imap => script.Expect($"* AUTHENTICATE {mechanism} *"),
        _ => script.Expect($"AUTH {mechanism}").Send("+ ").Expect("*"),
    };

    public static MailPeerScript Challenge(
        this MailPeerScript script, MailProtocol protocol, string? challenge = null, string acknowledgement = "") =>
        script.Send((protocol == MailProtocol.Smtp ? "334 " : "+ ") + (challenge ?? JsonBase64)).Expect(acknowledgement);

    public static MailPeerScript Refuse(this MailPeerScript script, MailProtocol protocol, string? words = null) => protocol switch
    {
        MailProtocol.Smtp => script.Send(words ?? "535 5.7.8 refused"),
        MailProtocol.Imap => script.SendTagged(words ?? "NO refused"),
        _ => script.Send(words ?? "-ERR refused"),
    };

    public static MailPeerScript Accept(this MailPeerScript script, MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => script.Send("235 2.7.0 welcome"),
        MailProtocol.Imap => script.SendTagged("OK [CAPABILITY IMAP4rev1] welcome").Expect("* LIST \"\" \"\"")
            .Send("* LIST (\\Noselect) \"/\" \"\"").SendTagged("OK done")
            .Expect("* LIST \"\" \"INBOX\"").Send("* LIST () \"/\" INBOX").SendTagged("OK done"),
        _ => script.Send("+OK welcome").Expect("CAPA").Send("+OK", "UIDL", ".").Expect("STAT").Send("+OK 0 0"),
    };
}
