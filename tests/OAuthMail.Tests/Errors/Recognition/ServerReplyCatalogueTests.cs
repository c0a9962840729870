using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors.Recognition;

public class ServerReplyCatalogueTests
{
    [Theory]
    [InlineData("token-refused", "535 5.7.3 Authentication unsuccessful [AM0PR01CA0001.eurprd01.prod.exchangelabs.com 2026-09-01T10:00:00.000Z 08DBA]")]
    [InlineData("smtp-auth-disabled-for-tenant", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.")]
    [InlineData("smtp-auth-disabled-for-mailbox", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled")]
    [InlineData("login-blocked-by-policy", "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.")]
    [InlineData("login-blocked-by-policy", "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.")]
    [InlineData("password-login-refused", "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.")]
    [InlineData("password-login-refused", "550 5.7.30 Basic authentication is not supported for Client Submission.")]
    [InlineData("account-locked", "535 5.7.139 Authentication unsuccessful, account locked")]
    [InlineData("mechanism-refused", "504 5.7.4 Unrecognized authentication type")]
    [InlineData("login-message-refused", "501 5.5.4 Invalid arguments")]
    [InlineData("login-message-refused", "500 5.5.6 Authentication Exchange line is too long")]
    [InlineData("login-message-refused", "501 5.5.124 Invalid XOAUTH2 auth data")]
    [InlineData("token-ends-soon", "501 5.5.127 Invalid XOAUTH2 auth data - Token will expire soon")]
    [InlineData("mail-server-busy", "454 4.7.0 Temporary authentication failure")]
    [InlineData("mail-server-throttles", "454-4.7.0 Too many login attempts, please try again later.\n454 4.7.0 https://support.google.com/mail/answer/3221414")]
    [InlineData("token-refused", "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1-20020")]
    [InlineData("browser-sign-in-needed", "534-5.7.14 <https://accounts.google.com/signin/continue?x> Please log in via your web\n534-5.7.14 browser and then try again.\n534 5.7.14 https://support.google.com/mail/answer/78754")]
    [InlineData("password-login-refused", "534-5.7.9 Application-specific password required. For more information, go to\n534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor")]
    [InlineData("mail-server-throttles", "535 5.7.0 (#AUTH005) Too many bad auth attempts.")]
    [InlineData("token-refused", "535 5.7.0 (#AUTH005) Bad credentials")]
    [InlineData("service-not-allowed", "535 5.7.8 Error: authentication failed: This user does not have access rights to this service")]
    [InlineData("token-refused", "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6")]
    public void SMTP_login_rejections_are_recognized(string code, string reply) => AssertFound(code, MailProtocol.Smtp, reply, login: true);

    [Theory]
    [InlineData("not-authenticated", "530 5.7.57 Client not authenticated to send mail. [X]")]
    [InlineData("not-authenticated", "530-5.7.0 Authentication Required.\n530 5.7.0 Learn more")]
    [InlineData("external-recipients-refused", "550 5.5.105 External sending is not supported for High Volume Email accounts")]
    [InlineData("mailbox-permission-missing", "430 4.2.0 STOREDRV; mailbox logon failure; account provisioned but not accessible")]
    [InlineData("mailbox-permission-missing", "430 4.2.0 STOREDRV.Storage; MapiExceptionLogonFailed: Unable to open message store. AuthenticationContext has no rights on this session")]
    [InlineData("mail-server-busy", "430 4.2.0 STOREDRV; mailbox server is offline")]
    [InlineData("too-many-connections", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded")]
    [InlineData("too-many-connections", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending")]
    [InlineData("too-many-connections", "421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel")]
    [InlineData("mail-server-busy", "421 4.3.2 Service not available")]
    [InlineData("mail-server-throttles", "421 4.4.2 Message submission rate for this client has exceeded the configured limit")]
    [InlineData("mail-server-busy", "451 4.7.0 Temporary server error. Please try again later. PRX2")]
    [InlineData("mail-server-throttles", "451 4.7.500 Server busy. Please try again later")]
    [InlineData("mail-server-throttles", "450 4.7.1 Error: too many recipients from 192.0.2.1")]
    [InlineData("send-as-denied", "550 5.7.60 SMTP; Client does not have permissions to send as this sender")]
    [InlineData("send-as-denied", "554 5.2.252 SendAsDenied; a@x not allowed to send as b@x; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied")]
    [InlineData("sending-limit-reached", "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException")]
    [InlineData("sender-blocked", "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException")]
    [InlineData("sender-blocked", "550 5.1.8 Access denied, bad outbound sender")]
    [InlineData("message-too-large", "554 5.2.270 Message size exceeds the limit")]
    [InlineData("message-too-large", "552 5.3.4 Message size exceeds fixed limit")]
    [InlineData("mail-server-busy", "421 4.7.0 Try again later, closing connection. (EHLO)")]
    [InlineData("sending-limit-reached", "550 5.4.5 Daily user sending limit exceeded.")]
    [InlineData("delivery-refused", "550 5.7.1 Rejected")]
    public void SMTP_command_rejections_are_recognized(string code, string reply) =>
        AssertFound(code, MailProtocol.Smtp, reply, login: false);

    [Theory]
    [InlineData("token-refused", "A001 NO AUTHENTICATE failed.")]
    [InlineData("mailbox-not-connected", "A001 BAD User is authenticated but not connected.")]
    [InlineData("token-refused", "A001 NO LOGIN failed.")]
    [InlineData("password-login-refused", "A001 NO Basic authentication is disabled.\n* BYE Connection closed. 14")]
    [InlineData("mail-server-throttles", "A001 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds")]
    [InlineData("mail-server-busy", "A001 BAD Server Unavailable. 15")]
    [InlineData("mail-server-busy", "A001 NO Server Unavailable. 15")]
    [InlineData("imap-disabled-by-administrator", "A001 NO AUTHENTICATE failed. [Error=\"AuthResultFromPopImapEnd=8\" Proxy=X]")]
    [InlineData("mailbox-not-found", "A001 NO AUTHENTICATE failed. [Error=\"NoADRecipient\"]")]
    [InlineData("token-refused", "A001 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)")]
    [InlineData("imap-not-enabled", "A001 NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page")]
    [InlineData("imap-disabled-by-administrator", "A001 NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator")]
    [InlineData("browser-sign-in-needed", "A001 NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)")]
    [InlineData("browser-sign-in-needed", "A001 NO [WEBALERT https://accounts.google.com/signin/continue] Web login required.")]
    [InlineData("too-many-connections", "A001 NO [ALERT] Too many simultaneous connections. (Failure)")]
    [InlineData("mail-server-throttles", "A001 NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)")]
    [InlineData("mail-server-busy", "A001 NO [UNAVAILABLE] Temporary System Error (Failure)")]
    [InlineData("mailbox-not-found", "A001 NO [AUTHENTICATIONFAILED] Lookup failed b16")]
    [InlineData("token-refused", "A001 NO [AUTHENTICATIONFAILED] AUTHENTICATE Invalid credentials")]
    [InlineData("mail-server-throttles", "A001 NO [LIMIT] AUTHENTICATE Rate limit hit.")]
    [InlineData("mail-server-busy", "A001 NO [UNAVAILABLE] AUTHENTICATE Server error - Please try again later.")]
    [InlineData("service-not-allowed", "A001 NO [AUTHENTICATIONFAILED] AUTHENTICATE This user does not have access rights to this service")]
    [InlineData("imap-disabled-by-administrator", "A001 NO You are yet to enable IMAP for your account. Please contact your administrator")]
    [InlineData("mail-server-busy", "A001 NO The message store is temporarily not available")]
    [InlineData("token-refused", "* BYE Session invalidated - AccessTokenExpired")]
    [InlineData("token-refused", "* BYE Session expired, please login again.")]
    [InlineData("login-message-refused", "A001 BAD Invalid base64")]
    [InlineData("token-refused", "A001 NO [AUTHENTICATIONFAILED] Authentication failed.")]
    public void IMAP_login_rejections_are_recognized(string code, string reply) => AssertFound(code, MailProtocol.Imap, reply, login: true);

    [Theory]
    [InlineData("token-refused", "-ERR Authentication failure: unknown user name or bad password.")]
    [InlineData("password-login-refused", "-ERR Logon failure: unknown user name or bad password.")]
    [InlineData("pop3-two-lines-needed", "-ERR Protocol error. Connection is closed. 10")]
    [InlineData("token-refused", "-ERR [AUTH] Username and password not accepted.")]
    [InlineData("pop3-not-enabled", "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page")]
    [InlineData("mail-server-busy", "-ERR [SYS/TEMP] Temporary system problem. Please try again later")]
    [InlineData("mailbox-in-use", "-ERR [IN-USE] Do you have another POP session running?")]
    [InlineData("mailbox-in-use", "-ERR The mailbox could not be locked")]
    [InlineData("mail-server-busy", "-ERR The mailbox is temporarily not available")]
    [InlineData("mail-server-throttles", "-ERR [LOGIN-DELAY] minimum time between mail checks violation")]
    public void POP3_login_rejections_are_recognized(string code, string reply) => AssertFound(code, MailProtocol.Pop3, reply, login: true);

    [Theory]
    [InlineData("token-scope-insufficient", """{"status":"insufficient_scope","scope":"mail"}""")]
    [InlineData("login-message-refused", """{"status":"invalid_request"}""")]
    [InlineData("token-refused", """{"status":"invalid_token"}""")]
    [InlineData("token-unsuitable", """{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}""")]
    [InlineData("mail-server-busy", """{"status":"503"}""")]
    public void Challenge_decides_if_the_reply_does_not(string code, string challenge)
    {
        var parsed = SaslErrorChallenge.TryParse(System.Text.Encoding.UTF8.GetBytes(challenge));
        Assert.NotNull(parsed);
        var evidence = new ReplyEvidence(MailProtocol.Imap, ReplyStep.Login, ["A001 NO SASL authentication failed"]) { Challenge = parsed };
        Assert.Equal(code, ServerReplyCatalogue.Find(evidence).Problem.Code);
    }

    [Theory]
    [InlineData("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", 92.415)]
    [InlineData("BAD Request is throttled. Suggested Backoff Time: 99999999999999999999 milliseconds", 900)]
    [InlineData("BAD Request is throttled. Suggested Backoff Time: -5 milliseconds", 60)]
    [InlineData("NO [UNAVAILABLE] later", 60)]
    public void Delay_is_parsed_and_limited(string words, double seconds)
    {
        var evidence = new ReplyEvidence(MailProtocol.Imap, ReplyStep.Mailbox, ["A001 " + words]);
        Assert.Equal(TimeSpan.FromSeconds(seconds), ServerReplyCatalogue.Find(evidence).RetryAfter);
    }

    [Fact]
    public void Permanent_rejection_has_no_delay() =>
        Assert.Null(ServerReplyCatalogue.Find(
            new ReplyEvidence(MailProtocol.Smtp, ReplyStep.Login, ["535 5.7.3 Authentication unsuccessful"])).RetryAfter);

    private static void AssertFound(string code, MailProtocol protocol, string reply, bool login) =>
        Assert.Equal(code, ServerReplyCatalogue.Find(
            new ReplyEvidence(protocol, StepOf(protocol, login), reply.Split('\n'))).Problem.Code);

    private static ReplyStep StepOf(MailProtocol protocol, bool login) =>
        login ? ReplyStep.Login : protocol == MailProtocol.Smtp ? ReplyStep.Content : ReplyStep.Mailbox;
}
