namespace OAuthMail.Providers.Known;

/// <summary>Microsoft 365 in its clouds, High Volume Email, and Outlook.com.</summary>
internal static class MicrosoftProviders
{
    public static MailProvider Create365() => Create(Global("Microsoft365", "Microsoft 365", "smtp.office365.com"));

    public static MailProvider CreateGccHigh() => Create(new MicrosoftCloud
    {
        Id = "Microsoft365GccHigh",
        DisplayName = "Microsoft 365 GCC High",
        LoginHost = "login.microsoftonline.us",
        Resource = "https://outlook.office365.us",
        MailHost = "outlook.office365.us",
        SmtpHost = "smtp.office365.us",
        Graph = "https://graph.microsoft.us",
    });

    public static MailProvider CreateDod() => Create(new MicrosoftCloud
    {
        Id = "Microsoft365Dod",
        DisplayName = "Microsoft 365 DoD",
        LoginHost = "login.microsoftonline.us",
        Resource = "https://outlook.office365.us",
        MailHost = "outlook-dod.office365.us",
        SmtpHost = "outlook-dod.office365.us",
        Graph = "https://dod-graph.microsoft.us",
    });

    public static MailProvider CreateChina() => Create(new MicrosoftCloud
    {
        Id = "Microsoft365China",
        DisplayName = "Microsoft 365 operated by 21Vianet",
        LoginHost = "login.partner.microsoftonline.cn",
        Resource = "https://partner.outlook.cn",
        MailHost = "partner.outlook.cn",
        SmtpHost = "partner.outlook.cn",
        Graph = "https://microsoftgraph.chinacloudapi.cn",
    });

    public static MailProvider Create(MicrosoftCloud cloud) => new(MicrosoftCloudReader.Read(cloud));

    public static MailProvider CreateHve()
    {
        var options = MicrosoftCloudReader.Read(Global("Microsoft365Hve", "Exchange High Volume Email", "smtp-hve.office365.com"));
        (options.Imap, options.Pop3, options.Graph) = (null, null, null);

        // The server rejects tokens that expire sooner: "501 5.5.127 Token will expire soon".
        options.MinimumTokenLifetime = TimeSpan.FromMinutes(10);

        // It does not have the limits of an ordinary mailbox.
        options.SmtpConnectionLimit = null;
        options.MessagesPerMinuteLimit = null;
        options.ApplicationRoles[MailProtocol.Smtp] = "Mail.Send";
        foreach (var flow in new[] { OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlows.Password })
        {
            options.Flows.Remove(flow);
            options.FlowsThatDoNotWork[flow] = "High Volume Email accounts don't belong to a user; use ClientCredentials.";
        }

        return new MailProvider(options);
    }

    public static MailProvider CreateOutlookCom()
    {
        var options = MicrosoftCloudReader.Read(Global("OutlookCom", "Outlook.com", "smtp-mail.outlook.com"));
        options.DefaultTenant = "consumers";
        options.ApplicationScope = null;
        options.ApplicationRoles.Clear();
        options.SmtpWantsDelegate = false;

        // The connection limit applies to all mailboxes; the rate is part of organizations' plans.
        options.MessagesPerMinuteLimit = null;

        // Tokens of personal accounts are opaque.
        options.TokenAudiences.Clear();
        foreach (var flow in new[] { OAuthFlow.ClientCredentials, OAuthFlow.ManagedIdentity })
        {
            options.Flows.Remove(flow);
            options.FlowsThatDoNotWork[flow] =
                "Personal accounts have no tenant whose administrator can consent to an application; use AuthorizationCode or DeviceCode.";
        }

        options.Flows.Remove(OAuthFlows.Password);
        options.FlowsThatDoNotWork[OAuthFlows.Password] =
            "Personal accounts don't issue tokens for a password; use AuthorizationCode or DeviceCode.";
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
        Graph = "https://graph.microsoft.com",
    };
}
