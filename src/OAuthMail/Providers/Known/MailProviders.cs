using OAuthMail.Providers.Known;

namespace OAuthMail;

/// <summary>The providers that this library knows.</summary>
public static class MailProviders
{
    /// <summary>Microsoft 365 for work and school, the global cloud and plain GCC.</summary>
    public static MailProvider Microsoft365 { get; } = MicrosoftProviders.Create365();

    /// <summary>Microsoft 365 GCC High.</summary>
    public static MailProvider Microsoft365GccHigh { get; } = MicrosoftProviders.CreateGccHigh();

    /// <summary>Microsoft 365 DoD.</summary>
    public static MailProvider Microsoft365Dod { get; } = MicrosoftProviders.CreateDod();

    /// <summary>Microsoft 365 operated by 21Vianet in China.</summary>
    public static MailProvider Microsoft365China { get; } = MicrosoftProviders.CreateChina();

    /// <summary>Exchange High Volume Email, for internal recipients only.</summary>
    public static MailProvider Microsoft365Hve { get; } = MicrosoftProviders.CreateHve();

    /// <summary>Outlook.com, Hotmail and Live: personal accounts.</summary>
    public static MailProvider OutlookCom { get; } = MicrosoftProviders.CreateOutlookCom();

    /// <summary>Gmail and Google Workspace.</summary>
    public static MailProvider Google { get; } = GoogleProvider.Create();

    /// <summary>Yahoo Mail, and AT&amp;T, which uses its platform.</summary>
    public static MailProvider Yahoo { get; } = YahooProviders.CreateYahoo();

    /// <summary>AOL and Verizon.</summary>
    public static MailProvider Aol { get; } = YahooProviders.CreateAol();

    /// <summary>Fastmail.</summary>
    public static MailProvider Fastmail { get; } = FurtherProviders.CreateFastmail();

    /// <summary>Zoho Mail, the data centre of zoho.com. Other data centres have hosts of their own.</summary>
    public static MailProvider Zoho { get; } = FurtherProviders.CreateZoho();

    /// <summary>Yandex Mail.</summary>
    public static MailProvider Yandex { get; } = FurtherProviders.CreateYandex();

    /// <summary>Mail.ru.</summary>
    public static MailProvider MailRu { get; } = FurtherProviders.CreateMailRu();

    /// <summary>Comcast, also called Xfinity.</summary>
    public static MailProvider Comcast { get; } = FurtherProviders.CreateComcast();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MailProvider> All { get; } =
    [
        Microsoft365, Microsoft365GccHigh, Microsoft365Dod, Microsoft365China, Microsoft365Hve, OutlookCom,
        Google, Yahoo, Aol, Fastmail, Zoho, Yandex, MailRu, Comcast,
    ];

    /// <summary>
    /// Makes a provider of one of Microsoft's clouds that is not among the known ones, such as the sovereign clouds of Europe and Asia, out of the hosts
    /// that its operator names. Everything else is as in the other clouds.
    /// </summary>
    /// <example>
    /// <code>
    /// var france = MailProviders.CreateMicrosoft365(new MicrosoftCloud
    /// {
    ///     Id = "Microsoft365France",
    ///     LoginHost = "login.sovcloud-identity.fr",
    ///     Resource = "https://outlook.example.fr",       // the operator's documentation names these three
    ///     MailHost = "outlook.example.fr",
    ///     SmtpHost = "smtp.example.fr",
    /// });
    /// var account = MailAccount.Create("alerts", options, france);
    /// </code>
    /// </example>
    /// <param name="cloud">The cloud's facts. Later changes to them change nothing.</param>
    /// <returns>The provider, for <c>MailAccount.Create</c> or <c>OAuthMailOptions.Providers</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="cloud"/> is null.</exception>
    /// <exception cref="MailConfigurationException">A fact is missing or malformed; all such are in it.</exception>
    public static MailProvider CreateMicrosoft365(MicrosoftCloud cloud)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        return MicrosoftProviders.Create(cloud);
    }

    /// <summary>Finds a provider by its id.</summary>
    /// <param name="id">The id, in any case.</param>
    /// <returns>The provider, or null.</returns>
    public static MailProvider? Find(string? id) => All.FirstOrDefault(provider => string.Equals(provider.Id, id, StringComparison.OrdinalIgnoreCase));
}
