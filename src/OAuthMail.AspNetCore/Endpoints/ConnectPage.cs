using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.AspNetCore.Browser;
using OAuthMail.AspNetCore.Links;
using OAuthMail.AspNetCore.Pages;
using OAuthMail.Storage;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>The services that the endpoints use.</summary>
internal sealed class ConnectPage
{
    public ConnectPage(IServiceProvider services, ConnectPageOptions options)
    {
        Options = options;
        Accounts = services.GetRequiredService<IMailAccounts>();
        States = services.GetRequiredService<IMailAccountStates>();
        SignIn = services.GetRequiredService<IMailSignIn>();
        Tester = services.GetRequiredService<IConnectionTester>();
        Consent = services.GetService<IAdministratorConsent>();
        Clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("OAuthMail.ConnectPage");
        Links = new ConnectLinks(services.GetRequiredService<ITokenStore>(), Clock);
        var complete = services.GetService<IAntiforgery>() is null ? Complete(services) : services;
        Antiforgery = complete.GetRequiredService<IAntiforgery>();
        Tickets = new BrowserTickets(complete.GetRequiredService<IDataProtectionProvider>(), Clock);
    }

    public ConnectPageOptions Options { get; }

    public IMailAccounts Accounts { get; }

    public IMailAccountStates States { get; }

    public IMailSignIn SignIn { get; }

    public IConnectionTester Tester { get; }

    public IAdministratorConsent? Consent { get; }

    public TimeProvider Clock { get; }

    public ILogger Logger { get; }

    public ConnectLinks Links { get; }

    public IAntiforgery Antiforgery { get; }

    public BrowserTickets Tickets { get; }

    /// <summary>Returns the account that a form names.</summary>
    /// <exception cref="MailConfigurationException">There is no such account.</exception>
    public async Task<MailAccount> ReadAccountAsync(PageRequest request) =>
        Accounts.Get(await request.ReadFieldAsync("account").ConfigureAwait(false));

    /// <summary>Adds the services of ASP.NET Core that an application without forms has not registered.</summary>
    private static ServiceProvider Complete(IServiceProvider application)
    {
        var services = new ServiceCollection();
        services.AddSingleton(application.GetRequiredService<ILoggerFactory>()).AddLogging();
        services.AddSingleton(application.GetRequiredService<IHostEnvironment>());
        if (application.GetService<IDataProtectionProvider>() is { } protection) services.AddSingleton(protection);
        services.AddAntiforgery();
        return services.BuildServiceProvider();
    }
}
