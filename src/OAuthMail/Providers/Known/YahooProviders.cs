namespace OAuthMail.Providers.Known;

/// <summary>
/// Yahoo and AOL (<see href="https://senders.yahooinc.com/developer/documentation">guide</see>). A registration requires an agreement.
/// Yahoo and AOL have separate registrations.
/// </summary>
internal static class YahooProviders
{
    public static MailProvider CreateYahoo() => Create("Yahoo", "Yahoo Mail", "api.login.yahoo.com", "mail.yahoo.com");

    public static MailProvider CreateAol() => Create("Aol", "AOL", "api.login.aol.com", "aol.com");

    private static MailProvider Create(string id, string name, string login, string domain) => new(new MailProviderOptions
    {
        Id = id,
        DisplayName = name,
        Smtp = new MailEndpoint($"smtp.{domain}", 465, TlsMode.Implicit),
        Imap = new MailEndpoint($"imap.{domain}", 993, TlsMode.Implicit),
        Pop3 = new MailEndpoint($"pop.{domain}", 995, TlsMode.Implicit),
        Mechanisms = { OAuthMechanism.OAuthBearer, OAuthMechanism.XOAuth2 },
        AuthorizationEndpoint = $"https://{login}/oauth2/request_auth",
        TokenEndpoint = $"https://{login}/oauth2/get_token",
        Flows = { OAuthFlow.AuthorizationCode },
        FlowsThatDoNotWork =
        {
            [OAuthFlow.DeviceCode] = $"{name} doesn't support device codes; use AuthorizationCode.",
            [OAuthFlow.ClientCredentials] = $"{name} issues tokens only with a user's consent; use AuthorizationCode.",
            [OAuthFlow.JwtBearer] = $"{name} issues tokens only with a user's consent; use AuthorizationCode.",
        },
        Scopes = { [MailProtocol.Smtp] = "mail-w", [MailProtocol.Imap] = "mail-w", [MailProtocol.Pop3] = "mail-w" },
        RegistrationHelp = "https://senders.yahooinc.com/developer/documentation",
    });
}
