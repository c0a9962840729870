namespace OAuthMail.Errors.Recognition;

/// <content>The providers' own remedies.</content>
internal static partial class Remedies
{
    private const string Grant = "Add-MailboxPermission -Identity <mailbox> -User <object id> -AccessRights FullAccess.";

    private const string Register = "In Exchange Online PowerShell, as an administrator: New-ServicePrincipal -AppId <client id> "
        + "-ObjectId <object id>; " + Grant + " The object id is that of the enterprise application, not of the app registration.";

    private const string WaitTwoHours = " Changes take up to two hours.";

    private static readonly (Problem Problem, MailVendor Vendor, bool? IsApplication, string Text)[] Rows =
    [
        // Microsoft 365.
        (
            Problems.ApplicationNotPermitted, MailVendor.Exchange, null,
            Register + " Check that an administrator has consented to <permission>: "
            + "https://login.microsoftonline.com/<tenant>/adminconsent?client_id=<client id>. For SMTP, RBAC for "
            + "Applications is the "
            + "alternative: New-ManagementRoleAssignment -App <object id> -Role \"Application SMTP.SendAsApp\"." + WaitTwoHours),
        (Problems.MailboxPermissionMissing, MailVendor.Exchange, true, Register + WaitTwoHours + " Then acquire a new token."),
        (
            Problems.MailboxPermissionMissing, MailVendor.Exchange, false,
            "Run Add-MailboxPermission -Identity <mailbox> -User <sign-in name> -AccessRights FullAccess." + WaitTwoHours),
        (
            Problems.MailboxNotConnected, MailVendor.Exchange, true,
            "Run Set-CASMailbox -Identity <mailbox> -ImapEnabled $true. " + Register + WaitTwoHours),
        (
            Problems.MailboxNotConnected, MailVendor.Exchange, false,
            "Run Set-CASMailbox -Identity <mailbox> -ImapEnabled $true. Check that <mailbox> has a licence and "
            + "that <sign-in name> has "
            + "permission on it. Close sessions that are not needed." + WaitTwoHours),
        (
            Problems.SmtpAuthDisabledForTenant, MailVendor.Exchange, null,
            "Run Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false, which overrides "
            + "the organization's setting. For "
            + "all mailboxes: Set-TransportConfig -SmtpClientAuthenticationDisabled $false. Security defaults in "
            + "Entra disable it too."),
        (
            Problems.SmtpAuthDisabledForMailbox, MailVendor.Exchange, null,
            "Run Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false, and wait an hour."),
        (
            Problems.ImapDisabledByAdministrator, MailVendor.Exchange, null,
            "Run Set-CASMailbox -Identity <mailbox> -ImapEnabled $true, and wait an hour."),
        (
            Problems.Pop3DisabledByAdministrator, MailVendor.Exchange, null,
            "Run Set-CASMailbox -Identity <mailbox> -PopEnabled $true, and wait an hour."),
        (
            Problems.Pop3NotEnabled, MailVendor.Exchange, null,
            "Have an administrator run Set-CASMailbox -Identity <mailbox> -PopEnabled $true, and wait an hour."),
        (
            Problems.TokenRefused, MailVendor.Exchange, false,
            "Check that the user who signed in is <sign-in name> and that the login names <mailbox>. Compare the "
            + "scopes <scopes> with those "
            + "of the provider: they must begin with https://outlook.office.com/ and not belong to Microsoft "
            + "Graph. Then check that the "
            + "protocol is enabled: Get-CASMailbox -Identity <mailbox>."),
        (
            Problems.LoginBlockedByPolicy, MailVendor.Exchange, null,
            "Find the attempt of <sign-in name> with the application <client id> in Entra's sign-in log, and "
            + "exclude it from the policy that "
            + "is shown there. Replace security defaults by Conditional Access if they are the cause."),
        (
            Problems.SendAsDenied, MailVendor.Exchange, true,
            "Send with the address <mailbox>, or run Add-RecipientPermission -Identity <sender> -Trustee <object "
            + "id> -AccessRights SendAs. "
            + "For aliases: Set-OrganizationConfig -SendFromAliasEnabled $true."),
        (
            Problems.SendAsDenied, MailVendor.Exchange, false,
            "Send with the address <mailbox>, or run Add-RecipientPermission -Identity <sender> -Trustee "
            + "<sign-in name> -AccessRights SendAs. "
            + "For aliases: Set-OrganizationConfig -SendFromAliasEnabled $true."),
        (
            Problems.SenderBlocked, MailVendor.Exchange, null,
            "Secure the account of <mailbox> first. Then remove it from \"Restricted entities\" at "
            + "https://security.microsoft.com/restrictedentities."),
        (
            Problems.SendingAddressBlocked, MailVendor.Exchange, null,
            "Request the removal of the address at https://sender.office.com. Send through port 587 with a login "
            + "instead of port 25."),
        (
            Problems.TenantSendingBlocked, MailVendor.Exchange, null,
            "Have the administrator remove the cause (compromised accounts, open relays, unregistered domains, "
            + "the limits of a trial), and open "
            + "a support request in the Microsoft 365 admin center with the code of the reply."),
        (
            Problems.AdminConsentRequired, MailVendor.Exchange, null,
            "Have an administrator open "
            + "https://login.microsoftonline.com/<tenant>/adminconsent?client_id=<client id> and consent. This also "
            + "creates the service principal of the application in the tenant."),
        (
            Problems.RedirectAddressRefused, MailVendor.Exchange, null,
            "Register exactly <redirect URI> for the application <client id>, under \"Mobile and desktop "
            + "applications\" for a public client. "
            + "Only the port of http://localhost may differ."),
        (
            Problems.FederatedCredentialRefused, MailVendor.Exchange, null,
            "Add a federated credential to the application <client id> under \"Certificates & secrets\". Issuer, "
            + "subject and audience are "
            + "compared character by character, and case counts."),
        (
            Problems.MechanismRefused, MailVendor.Exchange, null,
            "Run Set-CASMailbox -Identity <mailbox> -SmtpClientAuthenticationDisabled $false. The program must "
            + "send EHLO again after STARTTLS."),

        // Google.
        (
            Problems.TokenUnsuitable, MailVendor.Google, null,
            "Request the scope https://mail.google.com/ (configured: <scopes>), and sign in as <sign-in name>. "
            + "Scopes such as gmail.send do "
            + "not open SMTP, IMAP or POP3."),
        (
            Problems.ImapDisabledByAdministrator, MailVendor.Google, null,
            "Allow IMAP for <mailbox>: Admin console, Apps, Google Workspace, Gmail, End User Access, POP and IMAP access."),
        (
            Problems.Pop3DisabledByAdministrator, MailVendor.Google, null,
            "Allow POP for <mailbox>: Admin console, Apps, Google Workspace, Gmail, End User Access, POP and IMAP access."),
        (
            Problems.ImapNotEnabled, MailVendor.Google, null,
            "Enable IMAP for <mailbox>: Gmail, Settings, Forwarding and POP/IMAP."),
        (
            Problems.Pop3NotEnabled, MailVendor.Google, null,
            "Enable POP for <mailbox>: Gmail, Settings, Forwarding and POP/IMAP."),
        (
            Problems.SendAsDenied, MailVendor.Google, null,
            "Send with the address <mailbox>, or add <sender> under Gmail, Settings, Accounts, Send mail as."),
        (
            Problems.DelegationMissing, MailVendor.Google, null,
            "Add the service account's <numeric client id> with exactly the scopes <scopes>: Admin console, "
            + "Security, API controls, "
            + "Domain-wide delegation. <mailbox> must be a user, not a group. Changes take up to 24 hours."),
        (
            Problems.DelegatedUserUnknown, MailVendor.Google, null,
            "Check that <mailbox> is the primary address of a user of this Workspace, not an alias or a group."),
        (
            Problems.AppNotTrusted, MailVendor.Google, null,
            "Trust the client <client id>: Admin console, Security, API controls, Manage app access."),
        (
            Problems.ClientDeleted, MailVendor.Google, null,
            "Restore the client <client id> in the Google Cloud console within 30 days, or create a new one "
            + "and configure its id and secret. "
            + "Users must sign in again."),
        (
            Problems.RedirectAddressRefused, MailVendor.Google, null,
            "Add exactly <redirect URI> to the client <client id>, or use a client of the type \"Desktop app\", "
            + "which accepts loopback "
            + "addresses with any port."),

        // Others.
        (
            Problems.ImapNotEnabled, MailVendor.Yandex, null,
            "Enable IMAP for <mailbox>: Yandex Mail, All settings, Email clients, \"From the imap.yandex.com "
            + "server via IMAP\" and \"OAuth "
            + "tokens\". The token needs the scope mail:imap_full."),
        (
            Problems.ServiceNotAllowed, MailVendor.Yandex, null,
            "Enable mail programs for <mailbox>: Yandex Mail, All settings, Email clients. The token needs the "
            + "scopes mail:imap_full and "
            + "mail:smtp (configured: <scopes>)."),
        (
            Problems.ImapNotEnabled, MailVendor.Zoho, null,
            "Enable IMAP for <mailbox>: Zoho Mail, Settings, Mail Accounts, IMAP. An administrator must allow it "
            + "for the organization first."),
        (
            Problems.ImapDisabledByAdministrator, MailVendor.Zoho, null,
            "Allow IMAP for <mailbox>: Zoho Mail admin console, Users, Mail settings, Email protocol. The plan must include IMAP."),
        (
            Problems.SendAsDenied, MailVendor.Zoho, null,
            "Send with the address <mailbox>, or add <sender> as a verified alias or \"Send Mail As\" address."),
        (
            Problems.SenderBlocked, MailVendor.Zoho, null,
            "Have the administrator unblock <mailbox>: Zoho Mail admin console, Users, or https://mail.zoho.com/UnblockMe."),
    ];
}
