namespace OAuthMail.Tests;

/// <summary>Creates valid options. A test changes only the options that it is about.</summary>
internal static class Some
{
    public const string Secret = "SECRETVALUE";

    /// <summary>Creates the registration of an application without a user at Microsoft 365.</summary>
    public static OAuthClientOptions Client(Action<OAuthClientOptions>? change = null)
    {
        var options = new OAuthClientOptions();
        FillApplication(options);
        change?.Invoke(options);
        return options;
    }

    /// <summary>Creates an account of an application without a user at Microsoft 365.</summary>
    public static MailAccountOptions Application(Action<MailAccountOptions>? change = null)
    {
        var options = new MailAccountOptions { Address = "a@contoso.com" };
        FillApplication(options);
        change?.Invoke(options);
        return options;
    }

    /// <summary>Creates an account of a user at Google.</summary>
    public static MailAccountOptions Account(Action<MailAccountOptions>? change = null)
    {
        var options = new MailAccountOptions
        {
            Provider = "Google", Flow = OAuthFlow.AuthorizationCode, ClientId = "id", ClientSecret = Secret, Address = "a@gmail.com",
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Creates an account that uses a shared registration.</summary>
    public static MailAccountOptions AccountOf(string client, Action<MailAccountOptions>? change = null)
    {
        var options = new MailAccountOptions { Client = client, Address = "a@contoso.com" };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Creates an account of a user at a provider that is configured by its endpoints.</summary>
    public static MailAccountOptions CustomAccount(Action<MailAccountOptions>? change = null)
    {
        var options = new MailAccountOptions
        {
            Flow = OAuthFlow.AuthorizationCode,
            Address = "ops@example.net",
            ClientId = "id",
            AuthorizationEndpoint = "https://id.example.net/authorize",
            TokenEndpoint = "https://id.example.net/token",
            Imap = "imap.example.net:993",
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>Creates the options of an application with one shared registration, <c>contoso</c>.</summary>
    public static OAuthMailOptions Options(params (string Name, MailAccountOptions Account)[] accounts)
    {
        var options = new OAuthMailOptions { Clients = { ["contoso"] = Client() } };
        foreach (var (name, account) in accounts) options.Accounts[name] = account;
        return options;
    }

    /// <summary>Returns the errors from creating the accounts.</summary>
    public static IReadOnlyList<OptionError> ErrorsOf(OAuthMailOptions options) => ErrorsOf(() => options.CreateAccounts());

    /// <summary>Returns the errors from an action.</summary>
    public static IReadOnlyList<OptionError> ErrorsOf(Action action) => Assert.Throws<MailConfigurationException>(action).Errors;

    private static void FillApplication(OAuthClientOptions options)
    {
        options.Provider = "Microsoft365";
        options.Flow = OAuthFlow.ClientCredentials;
        options.TenantId = "contoso.com";
        options.ClientId = "id";
        options.ClientSecret = Secret;
    }
}
