namespace OAuthMail;

/// <content>Reasons for which Microsoft Graph rejects requests. The others are those of mail servers.</content>
public static partial class Problems
{
    /// <summary>Microsoft Graph rejected the token.</summary>
    public static Problem GraphTokenRefused { get; } = new(
        "graph-token-refused", ProblemKind.TokenRefused, Responsible.Developer,
        "Microsoft Graph rejected the token (InvalidAuthenticationToken): it has expired, was revoked or truncated, or is for another "
        + "resource or cloud.",
        "Leave Scope unset, or set scopes that begin with the address of Microsoft Graph. Check that Provider is the cloud of the tenant. "
        + "A connection test shows the claims of the token. Then sign in again.");

    /// <summary>The token has no permission for the request or the mailbox.</summary>
    public static Problem GraphAccessDenied { get; } = new(
        "graph-access-denied", ProblemKind.Policy, Responsible.Administrator,
        "Microsoft Graph accepted the token, but the token has no permission for this request or this mailbox: consent for Mail.Send or "
        + "Mail.ReadWrite is missing, the mailbox is another user's, or the application's role assignment does not cover it.",
        "Have the administrator consent to the permission: Mail.Send to send, Mail.ReadWrite to receive and for large messages. With RBAC "
        + "for Applications, check the scope with Test-ServicePrincipalAuthorization -Identity <client id> -Resource <mailbox>, and wait "
        + "two hours after a change. For another user's mailbox, the user requires Full Access and Send As.");

    /// <summary>An access policy excludes the application from the mailbox.</summary>
    public static Problem GraphAccessPolicy { get; } = new(
        "graph-access-policy", ProblemKind.Policy, Responsible.Administrator,
        "A policy of the Exchange organization excludes the application from this mailbox: an application access policy, or a list of "
        + "allowed applications for EWS and REST.",
        "Run Test-ApplicationAccessPolicy -Identity <mailbox> -AppId <client id>, and add the mailbox to the policy's group or replace the "
        + "policy by RBAC for Applications. Otherwise check EwsApplicationAccessPolicy of Get-OrganizationConfig and Get-CASMailbox.");

    /// <summary>The mailbox cannot be used through Microsoft Graph.</summary>
    public static Problem GraphMailboxNotEnabled { get; } = new(
        "graph-mailbox-not-enabled", ProblemKind.Policy, Responsible.Administrator,
        "The mailbox cannot be used through Microsoft Graph: it has no Exchange Online licence, is on premises, belongs to a guest, or is "
        + "deleted or inactive.",
        "Have the administrator assign a licence or move the mailbox to Exchange Online. Otherwise use SMTP and IMAP (Transport "
        + "MailServers).");

    /// <summary>Microsoft Graph requires further claims.</summary>
    public static Problem GraphClaimsRequired { get; } = new(
        "graph-claims-required", ProblemKind.TokenRefused, Responsible.User,
        "Microsoft Graph no longer accepts the token (insufficient_claims): the password was changed, sessions were revoked, or "
        + "Conditional Access requires another condition, such as a location.",
        "Sign in again; the sign-in sends the required claims. The token request of an application sends them by itself. If the failure "
        + "repeats, find the attempt in the sign-in log of Entra ID to see which policy applies.");

    /// <summary>The personal account must be verified.</summary>
    public static Problem GraphAccountUnverified { get; } = new(
        "graph-account-unverified", ProblemKind.Policy, Responsible.User,
        "Microsoft limits the personal account, because it is new, unverified or over its quota (WASCL).",
        "Sign in at Outlook.com, follow the request to verify the account, and send a message there. Do not retry before that.");

    /// <summary>The stored position expired.</summary>
    public static Problem GraphPositionExpired { get; } = new(
        "graph-position-expired", ProblemKind.Transient, Responsible.None,
        "Microsoft Graph no longer knows the stored position in the folder (SyncStateNotFound). Messages since the last delivered one are "
        + "listed again.",
        "Nothing. A message that was delivered shortly before can be delivered again.");

    /// <summary>The transport cannot send with this envelope.</summary>
    public static Problem EnvelopeNotSupported { get; } = new(
        "envelope-not-supported", ProblemKind.Configuration, Responsible.Developer,
        "Microsoft Graph takes sender and recipients from the headers of the message. It cannot send to fewer recipients than To and Cc "
        + "contain, or with another envelope sender.",
        "Remove the recipients from To and Cc, or leave MailSendOptions.Recipients and MailSendOptions.Sender unset. Additional recipients "
        + "are supported: they become Bcc.");
}
