using OAuthMail.Testing;

namespace OAuthMail.Tool.Tests.Setup;

/// <summary>Ways in which an account with an application's own permission is set up wrongly, and the problem that names each.</summary>
internal static class Misconfigurations
{
    private const string Guid = "22222222-2222-2222-2222-222222222222";

    public static IReadOnlyDictionary<string, (string Problem, Action<SetupWorld> Inject)> All { get; } =
        new Dictionary<string, (string, Action<SetupWorld>)>(StringComparer.Ordinal)
        {
            ["another tenant"] = ("tenant-unknown", world => world.Account["TenantId"] = Guid),
            ["another client id"] = ("client-unknown", world => world.Account["ClientId"] = Guid),
            ["id of the secret instead of its value"] = ("options-invalid", world => world.Account["ClientSecret"] = Guid),
            ["mistyped secret"] = ("client-secret-wrong", world => world.Account["ClientSecret"] = SetupWorld.Secret + "x"),
            ["expired secret"] = ("client-secret-expired", Entra(7000222)),
            ["certificate that was not uploaded"] = ("client-assertion-refused", Entra(700027)),
            ["clock that is wrong"] = ("clock-wrong", Entra(700024)),
            ["application that is disabled"] = ("application-disabled", Entra(7000112)),
            ["conditional access"] = ("sign-in-blocked", Entra(53003)),
            ["consent that is missing"] = ("admin-consent-required", Entra(65001)),
            ["tenant without Exchange"] = ("resource-unknown", Entra(500011)),
            ["personal accounts"] = ("options-invalid", world => world.Account["TenantId"] = "consumers"),
            ["permission for IMAP only"] = ("token-permission-missing", world =>
            {
                world.Client.Roles.Clear();
                world.Client.Roles.Add("IMAP.AccessAsApp");
            }),
            ["scope of Microsoft Graph"] = ("options-invalid", world => world.Account["Scope"] = "https://graph.microsoft.com/.default"),
            ["service principal that Exchange does not know"] = ("application-not-permitted", world =>
            {
                world.Host.Smtp.Faults.RejectAllTokens();
                world.Host.Imap.Faults.RejectAllTokens();
                world.Host.Pop3.Faults.RejectAllTokens();
            }),
            ["mailbox without permission"] = ("mailbox-not-connected", world => world.Host.Imap.Faults.AuthenticatedButNotConnected = true),
            ["SMTP AUTH off in the tenant"] = ("smtp-auth-disabled-for-tenant", Smtp(
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. "
                + "Visit https://aka.ms/smtp_auth_disabled for more information.")),
            ["SMTP AUTH off for the mailbox"] = ("smtp-auth-disabled-for-mailbox", Smtp(
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. "
                + "Visit https://aka.ms/smtp_auth_disabled for more information.")),
            ["security defaults"] = ("login-blocked-by-policy", Smtp(
                "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. "
                + "Contact your administrator.")),
            ["right to send that is missing"] = ("mailbox-permission-missing", world => world.Host.Smtp.Faults.At(
                MailStage.DataEnd,
                MailFault.Reply(
                    "430 4.2.0 STOREDRV; mailbox logon failure; MapiExceptionLogonFailed: Unable to open mailbox."),
                times: 9)),
            ["sender without the right to send as"] = ("send-as-denied", world => world.Host.Smtp.Faults.At(
                MailStage.DataEnd,
                MailFault.Reply("554 5.2.252 SendAsDenied; alerts@contoso.example not allowed to send as info@contoso.example"), times: 9)),
            ["misspelt server"] = ("host-not-found", world => world.ProviderSection["Imap"] = "tls://outlook.office365.invalid:993"),
            ["port that nobody listens on"] = ("host-unreachable", world => world.ProviderSection["Imap"] = "tls://localhost:1"),
        };

    private static Action<SetupWorld> Entra(int code) =>
        world => world.Host.AuthorizationServer.Faults.Token.Always(ServerFault.Entra(code));

    private static Action<SetupWorld> Smtp(string text) => world => world.Host.Smtp.Faults.RejectAllTokens(
        new TokenRejection { Text = text, Challenge = false });
}
