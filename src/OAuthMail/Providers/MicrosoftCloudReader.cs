using OAuthMail.Configuration.Validation;

namespace OAuthMail.Providers;

/// <summary>
/// Describes the clouds of Microsoft. Exchange supports XOAUTH2 only, never sends an error challenge, and needs two lines for AUTH on
/// POP3; see <see cref="Guide"/>. Scopes contain the full address of their resource; a scope without an address is one of Microsoft
/// Graph, whose tokens Exchange rejects. A mailbox sends over at most 3 connections and at most 30 messages per minute
/// (<see href="https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements">limits</see>).
/// </summary>
internal static class MicrosoftCloudReader
{
    private const string Guide = "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/"
        + "how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth";

    /// <summary>
    /// How long a refresh token of Microsoft Entra ID is valid without being used
    /// (<see href="https://learn.microsoft.com/entra/identity-platform/refresh-tokens">refresh tokens</see>).
    /// </summary>
    private static readonly TimeSpan RefreshTokenIdleLimit = TimeSpan.FromDays(90);

    /// <summary>Checks a cloud and returns its description.</summary>
    /// <exception cref="MailConfigurationException">Hosts are missing or malformed.</exception>
    public static MailProviderOptions Read(MicrosoftCloud cloud)
    {
        var errors = new OptionErrors();
        cloud = MicrosoftCloudKeys.Table.Copy(cloud);
        Check(cloud, errors);
        errors.ThrowIfAny($"the cloud '{cloud.Id}'");
        return Describe(cloud);
    }

    /// <summary>Reports everything that is missing or malformed.</summary>
    /// <param name="cloud">The cloud, without blank texts.</param>
    /// <param name="errors">The scope of the cloud.</param>
    public static void Check(MicrosoftCloud cloud, OptionErrors errors)
    {
        if (cloud.Id.Length == 0) errors.AddMissing(nameof(cloud.Id), "Set the name by which accounts refer to the cloud.");
        CheckHost(nameof(cloud.LoginHost), cloud.LoginHost, "login.microsoftonline.com");
        CheckResource(nameof(cloud.Resource), cloud.Resource, isRequired: true);
        CheckResource(nameof(cloud.ApplicationResource), cloud.ApplicationResource, isRequired: false);
        CheckHost(nameof(cloud.MailHost), cloud.MailHost, "outlook.office365.com");
        CheckHost(nameof(cloud.SmtpHost), cloud.SmtpHost, "smtp.office365.com");
        CheckResource(nameof(cloud.Graph), cloud.Graph, isRequired: false, "https://graph.microsoft.com");

        void CheckHost(string option, string host, string example)
        {
            if (host.Length == 0) errors.AddMissing(option, $"The global cloud has {example}.");
            else if (!MailEndpoint.IsHost(host)) errors.Add(option, $"{OptionText.Quote(host)} isn't a host name, such as {example}.");
        }

        void CheckResource(string option, string? resource, bool isRequired, string example = "https://outlook.office.com")
        {
            if (string.IsNullOrEmpty(resource))
            {
                if (isRequired) errors.AddMissing(option, $"The global cloud has {example}.");
                return;
            }

            var isUri = Uri.TryCreate(resource, UriKind.Absolute, out var uri) && AuthorizationServer.IsHttps(uri);
            if (isUri && resource == uri!.GetLeftPart(UriPartial.Authority)) return;
            errors.Add(
                option, $"{OptionText.Quote(resource!)} isn't an https address without a path and a final slash, such as {example}.");
        }
    }

    /// <summary>Describes a valid cloud.</summary>
    public static MailProviderOptions Describe(MicrosoftCloud cloud)
    {
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
            Flows =
            {
                OAuthFlow.AuthorizationCode, OAuthFlow.DeviceCode, OAuthFlow.ClientCredentials, OAuthFlow.ManagedIdentity,
                OAuthFlows.Password,
            },
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
            SmtpTakesOneLine = true,
            SmtpWantsDelegate = true,
            SmtpConnectionLimit = 3,
            MessagesPerMinuteLimit = 30,
            Graph = cloud.Graph,
            RegistrationHelp = Guide,
        };
        if (applicationResource != resource) options.TokenAudiences.Add(applicationResource);
        return options;
    }
}
