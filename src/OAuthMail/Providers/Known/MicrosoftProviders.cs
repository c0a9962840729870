namespace OAuthMail.Providers.Known;

/// <summary>
/// Microsoft's clouds. Exchange takes XOAUTH2 only, never sends an error challenge, and wants AUTH on POP3 in two lines
/// (<see href="https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth">Microsoft's guide</see>).
/// Scopes carry the resource's full address: without it they resolve against Microsoft Graph, and the login is refused.
/// A mailbox sends over at most 3 connections, and 30 messages a minute
/// (<see href="https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements">Microsoft's limits</see>).
/// </summary>
internal static class MicrosoftProviders
{
    private const string Guide = "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth";

    public static MailProvider Create365() => new(Cloud(
        "Microsoft365", "Microsoft 365", "login.microsoftonline.com", "https://outlook.office.com", "https://outlook.office365.com",
        "outlook.office365.com", "smtp.office365.com"));

    public static MailProvider CreateGccHigh() => new(Cloud(
        "Microsoft365GccHigh", "Microsoft 365 GCC High", "login.microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us",
        "outlook.office365.us", "smtp.office365.us"));

    public static MailProvider CreateDod() => new(Cloud(
        "Microsoft365Dod", "Microsoft 365 DoD", "login.microsoftonline.us", "https://outlook.office365.us", "https://outlook.office365.us",
        "outlook-dod.office365.us", "outlook-dod.office365.us"));

    public static MailProvider CreateChina() => new(Cloud(
        "Microsoft365China", "Microsoft 365 operated by 21Vianet", "login.partner.microsoftonline.cn", "https://partner.outlook.cn", "https://partner.outlook.cn",
        "partner.outlook.cn", "partner.outlook.cn"));

    public static MailProvider CreateHve()
    {
        var options = Cloud(
            "Microsoft365Hve", "Exchange High Volume Email", "login.microsoftonline.com", "https://outlook.office.com", "https://outlook.office365.com",
            mailHost: null, "smtp-hve.office365.com");

        // "501 5.5.127 Token will expire soon" answers one with less.
        options.LeastTokenLifetime = TimeSpan.FromMinutes(10);

        // Its purpose is to be without the limits of an ordinary mailbox.
        options.SmtpConnectionLimit = null;
        options.MessagesPerMinuteLimit = null;
        options.ApplicationRoles[MailProtocol.Smtp] = "Mail.Send";
        foreach (var flow in new[] { OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlows.Password })
        {
            options.Flows.Remove(flow);
            options.FlowsThatDoNotWork[flow] = "High Volume Email accounts belong to no person; use ClientCredentials.";
        }

        return new MailProvider(options);
    }

    public static MailProvider CreateOutlookCom()
    {
        var options = Cloud(
            "OutlookCom", "Outlook.com", "login.microsoftonline.com", "https://outlook.office.com", "https://outlook.office.com",
            "outlook.office365.com", "smtp-mail.outlook.com");
        options.DefaultTenant = "consumers";
        options.ApplicationScope = null;
        options.ApplicationRoles.Clear();
        options.SmtpWantsDelegate = false;

        // The number of connections is the servers'; the rate belongs to the plans of organisations.
        options.MessagesPerMinuteLimit = null;

        // Personal accounts get opaque tokens.
        options.TokenAudiences.Clear();
        foreach (var flow in new[] { OAuthFlow.ClientCredentials, OAuthFlow.ManagedIdentity })
        {
            options.Flows.Remove(flow);
            options.FlowsThatDoNotWork[flow] =
                "Personal accounts have no tenant whose administrator could admit an application without a user; use AuthorizationCode or DeviceCode.";
        }

        options.Flows.Remove(OAuthFlows.Password);
        options.FlowsThatDoNotWork[OAuthFlows.Password] = "Personal accounts give no token for a password; use AuthorizationCode or DeviceCode.";
        return new MailProvider(options);
    }

    private static MailProviderOptions Cloud(string id, string name, string login, string resource, string applicationResource, string? mailHost, string smtpHost)
    {
        var authority = $"https://{login}/{{tenant}}/oauth2/v2.0";
        var options = new MailProviderOptions
        {
            Id = id,
            DisplayName = name,
            Smtp = new MailEndpoint(smtpHost, 587, TlsMode.StartTls),
            Imap = mailHost is null ? null : new MailEndpoint(mailHost, 993, TlsMode.Implicit),
            Pop3 = mailHost is null ? null : new MailEndpoint(mailHost, 995, TlsMode.Implicit),
            Mechanisms = { OAuthMechanism.XOAuth2 },
            AuthorizationEndpoint = $"{authority}/authorize",
            TokenEndpoint = $"{authority}/token",
            DeviceAuthorizationEndpoint = $"{authority}/devicecode",
            DefaultTenant = "organizations",
            Flows = { OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlow.ClientCredentials, OAuthFlow.ManagedIdentity, OAuthFlows.Password },
            FlowsThatDoNotWork =
            {
                [OAuthFlow.JwtBearer] = "Microsoft has no service accounts that name a mailbox in an assertion; use ClientCredentials.",
            },
            Scopes =
            {
                [MailProtocol.Smtp] = $"{resource}/SMTP.Send",
                [MailProtocol.Imap] = $"{resource}/IMAP.AccessAsUser.All",
                [MailProtocol.Pop3] = $"{resource}/POP.AccessAsUser.All",
            },
            CommonScopes = { "offline_access", "openid", "profile", "email" },
            ApplicationScope = $"{applicationResource}/.default",
            ApplicationRoles =
            {
                [MailProtocol.Smtp] = "SMTP.SendAsApp",
                [MailProtocol.Imap] = "IMAP.AccessAsApp",
                [MailProtocol.Pop3] = "POP.AccessAsApp",
            },
            TokenAudiences = { resource },
            LoopbackHost = "localhost",
            Pop3NeedsTwoLines = true,
            SmtpWantsDelegate = true,
            SmtpConnectionLimit = 3,
            MessagesPerMinuteLimit = 30,
            RegistrationHelp = Guide,
        };
        if (applicationResource != resource) options.TokenAudiences.Add(applicationResource);
        return options;
    }
}
