using OAuthMail.Providers.Known;

namespace OAuthMail;

/// <summary>Provides the known mail providers.</summary>
public static class MailProviders
{
    /// <summary>Gets Microsoft 365 for work and school, the global cloud and plain GCC.</summary>
    public static MailProvider Microsoft365 { get; } = MicrosoftProviders.Create365();

    /// <summary>Gets Microsoft 365 GCC High.</summary>
    public static MailProvider Microsoft365GccHigh { get; } = MicrosoftProviders.CreateGccHigh();

    /// <summary>Gets Microsoft 365 DoD.</summary>
    public static MailProvider Microsoft365Dod { get; } = MicrosoftProviders.CreateDod();

    /// <summary>Gets Microsoft 365 operated by 21Vianet in China.</summary>
    public static MailProvider Microsoft365China { get; } = MicrosoftProviders.CreateChina();

    /// <summary>Gets Exchange High Volume Email, for internal recipients only.</summary>
    public static MailProvider Microsoft365Hve { get; } = MicrosoftProviders.CreateHve();

    /// <summary>Gets Outlook.com, Hotmail and Live: personal accounts.</summary>
    public static MailProvider OutlookCom { get; } = MicrosoftProviders.CreateOutlookCom();

    /// <summary>Gets Gmail and Google Workspace.</summary>
    public static MailProvider Google { get; } = GoogleProvider.Create();

    /// <summary>Gets Yahoo Mail, and AT&amp;T, which uses the same platform.</summary>
    public static MailProvider Yahoo { get; } = YahooProviders.CreateYahoo();

    /// <summary>Gets AOL and Verizon.</summary>
    public static MailProvider Aol { get; } = YahooProviders.CreateAol();

    /// <summary>Gets Fastmail.</summary>
    public static MailProvider Fastmail { get; } = FurtherProviders.CreateFastmail();

    /// <summary>Gets Zoho Mail in the data centre zoho.com. Other data centres have other hosts.</summary>
    public static MailProvider Zoho { get; } = FurtherProviders.CreateZoho();

    /// <summary>Gets Yandex Mail.</summary>
    public static MailProvider Yandex { get; } = FurtherProviders.CreateYandex();

    /// <summary>Gets Mail.ru.</summary>
    public static MailProvider MailRu { get; } = FurtherProviders.CreateMailRu();

    /// <summary>Gets Comcast, also called Xfinity.</summary>
    public static MailProvider Comcast { get; } = FurtherProviders.CreateComcast();

    /// <summary>Gets all known providers.</summary>
    public static IReadOnlyList<MailProvider> All { get; } =
    [
        Microsoft365, Microsoft365GccHigh, Microsoft365Dod, Microsoft365China, Microsoft365Hve, OutlookCom,
        Google, Yahoo, Aol, Fastmail, Zoho, Yandex, MailRu, Comcast,
    ];

    /// <summary>
    /// Creates a provider for a cloud of Microsoft that is not among the known ones, such as a sovereign cloud in Europe or Asia, from
    /// the hosts that its operator documents. Everything else is the same as in the other clouds.
    /// </summary>
    /// <example>
    /// <code>
    /// var france = MailProviders.CreateMicrosoft365(new MicrosoftCloud {
    ///     Id = "Microsoft365France",
    ///     LoginHost = "login.sovcloud-identity.fr",
    ///     Resource = "https://outlook.example.fr",       // see the operator's documentation for these three
    ///     MailHost = "outlook.example.fr",
    ///     SmtpHost = "smtp.example.fr",
    /// });
    /// var account = MailAccount.Create("alerts", options, france);
    /// </code>
    /// </example>
    /// <param name="cloud">The hosts. Later changes have no effect.</param>
    /// <returns>The provider, for <c>MailAccount.Create</c> or <c>OAuthMailOptions.AdditionalProviders</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="cloud"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">Hosts are missing or malformed. The exception contains all errors.</exception>
    public static MailProvider CreateMicrosoft365(MicrosoftCloud cloud)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        return MicrosoftProviders.Create(cloud);
    }

    /// <summary>Finds a provider by its id.</summary>
    /// <param name="id">The id. Case is ignored.</param>
    /// <returns>The provider, or <see langword="null"/> if there is none.</returns>
    public static MailProvider? Find(string? id) =>
        All.FirstOrDefault(provider => string.Equals(provider.Id, id, StringComparison.OrdinalIgnoreCase));
}
