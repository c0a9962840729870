namespace OAuthMail.Providers.Known;

/// <summary>Fastmail, Zoho, Yandex, Mail.ru and Comcast. They issue tokens only with a user's consent.</summary>
internal static class FurtherProviders
{
    public static MailProvider CreateFastmail() => new(ForUsers("Fastmail", "Fastmail", new MailProviderOptions
    {
        Smtp = new MailEndpoint("smtp.fastmail.com", 465, TlsMode.Implicit),
        Imap = new MailEndpoint("imap.fastmail.com", 993, TlsMode.Implicit),
        Pop3 = new MailEndpoint("pop.fastmail.com", 995, TlsMode.Implicit),
        Mechanisms = { OAuthMechanism.OAuthBearer, OAuthMechanism.XOAuth2 },
        Issuer = "https://api.fastmail.com",
        AuthorizationEndpoint = "https://api.fastmail.com/oauth/authorize",
        TokenEndpoint = "https://api.fastmail.com/oauth/refresh",
        RevocationEndpoint = "https://api.fastmail.com/oauth/revoke",
        Scopes =
        {
            [MailProtocol.Smtp] = "https://www.fastmail.com/dev/protocol-smtp",
            [MailProtocol.Imap] = "https://www.fastmail.com/dev/protocol-imap",
            [MailProtocol.Pop3] = "https://www.fastmail.com/dev/protocol-pop",
        },
        CommonScopes = { "offline_access" },
        RegistrationHelp = "https://www.fastmail.com/developer/oauth/",
    }));

    public static MailProvider CreateZoho() => new(ForUsers("Zoho", "Zoho Mail", new MailProviderOptions
    {
        Smtp = new MailEndpoint("smtp.zoho.com", 465, TlsMode.Implicit),
        Imap = new MailEndpoint("imap.zoho.com", 993, TlsMode.Implicit),
        Pop3 = new MailEndpoint("pop.zoho.com", 995, TlsMode.Implicit),
        Mechanisms = { OAuthMechanism.XOAuth2 },
        AuthorizationEndpoint = "https://accounts.zoho.com/oauth/v2/auth",
        TokenEndpoint = "https://accounts.zoho.com/oauth/v2/token",

        // Zoho's guide does not document the scope for SMTP. If the server rejects this one, set the account's Scope.
        Scopes =
        {
            [MailProtocol.Smtp] = "ZOHOMAIL.PROTOCOL.SMTP",
            [MailProtocol.Imap] = "ZOHOMAIL.PROTOCOL.IMAP",
            [MailProtocol.Pop3] = "ZOHOMAIL.PROTOCOL.POP",
        },
        AuthorizationParameters = { ["access_type"] = "offline", ["prompt"] = "consent" },
        AllowsPublicClients = false,
        UnderstandsPkce = false,
        RegistrationHelp = "https://www.zoho.com/mail/help/sasl-xoauth2-smtp-imap-pop-protocol-exchange.html",
    }));

    public static MailProvider CreateYandex()
    {
        var options = ForUsers("Yandex", "Yandex Mail", new MailProviderOptions
        {
            Smtp = new MailEndpoint("smtp.yandex.com", 465, TlsMode.Implicit),
            Imap = new MailEndpoint("imap.yandex.com", 993, TlsMode.Implicit),
            Pop3 = new MailEndpoint("pop.yandex.com", 995, TlsMode.Implicit),
            Mechanisms = { OAuthMechanism.XOAuth2 },
            AuthorizationEndpoint = "https://oauth.yandex.com/authorize",
            TokenEndpoint = "https://oauth.yandex.com/token",
            DeviceAuthorizationEndpoint = "https://oauth.yandex.com/device/code",
            DeviceGrantType = "device_code",
            Scopes = { [MailProtocol.Smtp] = "mail:smtp", [MailProtocol.Imap] = "mail:imap_full", [MailProtocol.Pop3] = "mail:imap_full" },
            CommonScopes = { "login:email" },
            RegistrationHelp = "https://oauth.yandex.com/",
        });
        options.Flows.Add(OAuthFlow.DeviceCode);
        options.FlowsThatDoNotWork.Remove(OAuthFlow.DeviceCode);
        return new MailProvider(options);
    }

    public static MailProvider CreateMailRu() => new(ForUsers("MailRu", "Mail.ru", new MailProviderOptions
    {
        Smtp = new MailEndpoint("smtp.mail.ru", 465, TlsMode.Implicit),
        Imap = new MailEndpoint("imap.mail.ru", 993, TlsMode.Implicit),
        Pop3 = new MailEndpoint("pop.mail.ru", 995, TlsMode.Implicit),
        Mechanisms = { OAuthMechanism.XOAuth2 },
        AuthorizationEndpoint = "https://o2.mail.ru/login",
        TokenEndpoint = "https://o2.mail.ru/token",
        Scopes = { [MailProtocol.Smtp] = "mail.imap", [MailProtocol.Imap] = "mail.imap", [MailProtocol.Pop3] = "mail.imap" },
        AllowsPublicClients = false,
        UnderstandsPkce = false,
        RegistrationHelp = "https://o2.mail.ru/docs/",
    }));

    public static MailProvider CreateComcast() => new(ForUsers("Comcast", "Comcast", new MailProviderOptions
    {
        Smtp = new MailEndpoint("smtp.comcast.net", 465, TlsMode.Implicit),
        Imap = new MailEndpoint("imap.comcast.net", 993, TlsMode.Implicit),
        Pop3 = new MailEndpoint("mail.comcast.net", 995, TlsMode.Implicit),
        Mechanisms = { OAuthMechanism.XOAuth2 },
        AuthorizationEndpoint = "https://oauth.xfinity.com/oauth/authorize",
        TokenEndpoint = "https://oauth.xfinity.com/oauth/token",
        Scopes =
        {
            [MailProtocol.Smtp] = "https://email.comcast.net/",
            [MailProtocol.Imap] = "https://email.comcast.net/",
            [MailProtocol.Pop3] = "https://email.comcast.net/",
        },
        CommonScopes = { "profile", "openid" },
        AllowsPublicClients = false,
    }));

    private static MailProviderOptions ForUsers(string id, string name, MailProviderOptions options)
    {
        options.Id = id;
        options.DisplayName = name;
        options.Flows.Add(OAuthFlow.AuthorizationCode);
        options.FlowsThatDoNotWork[OAuthFlow.DeviceCode] = $"{name} doesn't support device codes for mail; use AuthorizationCode.";
        foreach (var flow in new[] { OAuthFlow.ClientCredentials, OAuthFlow.JwtBearer })
        {
            options.FlowsThatDoNotWork[flow] = $"{name} issues tokens only with a user's consent; use AuthorizationCode.";
        }

        return options;
    }
}
