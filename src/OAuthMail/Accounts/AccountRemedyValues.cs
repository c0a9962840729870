using OAuthMail.Errors.Recognition;

namespace OAuthMail.Accounts;

/// <summary>The values of an account that remedies contain.</summary>
internal static class AccountRemedyValues
{
    public static RemedyValues Of(MailAccount account, MailProtocol protocol, string? sender = null)
    {
        var registration = account.GetRegistration(protocol);
        return new RemedyValues
        {
            Mailbox = account.Address,
            SignInName = account.SignInName,
            Sender = sender,
            ClientId = registration.Client.ClientId,
            Tenant = registration.TenantId,
            Scopes = registration.Scopes.Count == 0 ? null : string.Join(" ", registration.Scopes),
            RedirectUri = registration.RedirectUri?.OriginalString,
            Host = account.GetEndpoint(protocol)?.Host,
            Permission = protocol switch
            {
                MailProtocol.Smtp => "SMTP.SendAsApp",
                MailProtocol.Imap => "IMAP.AccessAsApp",
                _ => "POP.AccessAsApp",
            },
        };
    }
}
