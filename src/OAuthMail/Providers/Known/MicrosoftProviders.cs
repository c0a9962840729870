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

    /// <summary>Entra's refresh tokens end after 90 days without use (<see href="https://learn.microsoft.com/entra/identity-platform/refresh-tokens">Microsoft's page</see>).</summary>
    private static readonly TimeSpan RefreshTokenIdleLimit = TimeSpan.FromDays(90);

    public static MailProvider Create365() => Create(Global("Microsoft365", "Microsoft 365", "smtp.office365.com"));

    public static MailProvider CreateGccHigh() => Create(new MicrosoftCloud
    {
        Id = "Microsoft365GccHigh",
        DisplayName = "Microsoft 365 GCC High",
        LoginHost = "login.microsoftonline.us",
        Resource = "https://outlook.office365.us",
        MailHost = "outlook.office365.us",
        SmtpHost = "smtp.office365.us",
    });

    public static MailProvider CreateDod() => Create(new MicrosoftCloud
    {
        Id = "Microsoft365Dod",
        DisplayName = "Microsoft 365 DoD",
        LoginHost = "login.microsoftonline.us",
        Resource = "https://outlook.office365.us",
        MailHost = "outlook-dod.office365.us",
        SmtpHost = "outlook-dod.office365.us",
    });

    public static MailProvider CreateChina() => Create(new MicrosoftCloud
    {
        Id = "Microsoft365China",
        DisplayName = "Microsoft 365 operated by 21Vianet",
        LoginHost = "login.partner.microsoftonline.cn",
        Resource = "https://partner.outlook.cn",
        MailHost = "partner.outlook.cn",
        SmtpHost = "partner.outlook.cn",
    });

    public static MailProvider Create(MicrosoftCloud cloud) => new(Describe(cloud));

    public static MailProvider CreateHve()
    {
        var options = Describe(Global("Microsoft365Hve", "Exchange High Volume Email", "smtp-hve.office365.com"));
        (options.Imap, options.Pop3) = (null, null);

        // "501 5.5.127 Token will expire soon" answers one with less.
        options.MinimumTokenLifetime = TimeSpan.FromMinutes(10);

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
        var options = Describe(Global("OutlookCom", "Outlook.com", "smtp-mail.outlook.com"));
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

    private static MicrosoftCloud Global(string id, string name, string smtpHost) => new()
    {
        Id = id,
        DisplayName = name,
        LoginHost = "login.microsoftonline.com",
        Resource = "https://outlook.office.com",
        ApplicationResource = "https://outlook.office365.com",
        MailHost = "outlook.office365.com",
        SmtpHost = smtpHost,
    };

    private static MailProviderOptions Describe(MicrosoftCloud cloud)
    {
        MicrosoftCloudCheck.ThrowIfInvalid(cloud);
        var authority = $"https://{cloud.LoginHost}/{{tenant}}/oauth2/v2.0";
        var resource = cloud.Resource;
        var applicationResource = cloud.ApplicationResource ?? resource;
        var options = new MailProviderOptions
        {
            Id = cloud.Id,
            DisplayName = cloud.DisplayName,
            Smtp = new MailEndpoint(cloud.SmtpHost, 587, TlsMode.StartTls),
            Imap = new MailEndpoint(cloud.MailHost, 993, TlsMode.Implicit),
            Pop3 = new MailEndpoint(cloud.MailHost, 995, TlsMode.Implicit),
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
            ScopesNameOneResource = true,
            ClientSecretIdsAreGuids = true,
            RefreshTokenIdleLimit = RefreshTokenIdleLimit,
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
