namespace OAuthMail.Providers.Known;

/// <summary>
/// Gmail and Google Workspace (<see href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">guide</see>). One scope
/// covers all three protocols; the narrower Gmail scopes cover none.
/// </summary>
internal static class GoogleProvider
{
    public static MailProvider Create()
    {
        const string scope = "https://mail.google.com/";
        return new MailProvider(new MailProviderOptions
        {
            Id = "Google",
            DisplayName = "Gmail and Google Workspace",
            Smtp = new MailEndpoint("smtp.gmail.com", 465, TlsMode.Implicit),
            Imap = new MailEndpoint("imap.gmail.com", 993, TlsMode.Implicit),
            Pop3 = new MailEndpoint("pop.gmail.com", 995, TlsMode.Implicit),
            Mechanisms = { OAuthMechanism.OAuthBearer, OAuthMechanism.XOAuth2 },
            AuthorizationEndpoint = "https://accounts.google.com/o/oauth2/v2/auth",
            TokenEndpoint = "https://oauth2.googleapis.com/token",
            RevocationEndpoint = "https://oauth2.googleapis.com/revoke",
            Issuer = "https://accounts.google.com",
            Flows = { OAuthFlow.AuthorizationCode, OAuthFlow.JwtBearer },
            FlowsThatDoNotWork =
            {
                [OAuthFlow.DeviceCode] =
                    "Google doesn't allow mail scopes with device codes; use AuthorizationCode, "
                    + "whose redirect URI can be pasted from another machine.",
                [OAuthFlow.ClientCredentials] =
                    "Google has no application tokens for mail; "
                    + "in Workspace, use JwtBearer with a service account that has domain-wide delegation.",
            },
            Scopes = { [MailProtocol.Smtp] = scope, [MailProtocol.Imap] = scope, [MailProtocol.Pop3] = scope },
            CommonScopes = { "openid", "email" },

            // Without these, a web client receives a refresh token only when the user consents for the first time.
            AuthorizationParameters = { ["access_type"] = "offline", ["prompt"] = "consent" },
            AllowsPublicClients = false,

            // Six months without use. It is seven days for a project in testing, which cannot be detected.
            RefreshTokenIdleLimit = TimeSpan.FromDays(180),
            RegistrationHelp = "https://developers.google.com/identity/protocols/oauth2",
        });
    }
}
