using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using OAuthMail;
using OAuthMail.AccountStates;
using OAuthMail.Graph;
using OAuthMail.Graph.Http;
using OAuthMail.Graph.Reading;
using OAuthMail.Graph.Sending;
using OAuthMail.MailKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Microsoft Graph for the accounts of an application.</summary>
public static class GraphBuilderExtensions
{
    /// <summary>
    /// Sends and receives for accounts whose transport is <see cref="MailTransport.Graph"/>, and sends for backups with that transport,
    /// with the <see cref="IMailSender"/>, the <see cref="IMailWatcher"/> and the mail handlers of <c>AddMailKit()</c>. Requests use the
    /// named HTTP client <c>OAuthMail.Graph</c>, and uploads of large messages <c>OAuthMail.Graph.Upload</c>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options, or <see langword="null"/> for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public static IOAuthMailBuilder AddGraph(this IOAuthMailBuilder builder, Action<GraphMailOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = new GraphMailOptions();
        configure?.Invoke(options);
        options.Validate();
        AddClient(services, GraphHttp.ClientName).RedactLoggedHeaders(_ => true);
        AddClient(services, GraphHttp.UploadClientName).RemoveAllLoggers();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, GraphHttp.Filter>());
        services.TryAddSingleton(provider => CreateClient(provider, options));
        services.TryAddSingleton(provider => CreateSender(provider, options));
        services.AddSingleton<IConfigureOptions<MailSenderOptions>>(provider => new ConfigureNamedOptions<MailSenderOptions>(
            null, sender => sender.Graph = provider.GetRequiredService<GraphSender>()));
        services.AddSingleton<IConfigureOptions<MailWatcherOptions>>(provider => new ConfigureNamedOptions<MailWatcherOptions>(
            null, watcher => watcher.Graph = new GraphReader(provider.GetRequiredService<GraphClient>(), options)));
        return builder;
    }

    private static IHttpClientBuilder AddClient(IServiceCollection services, string name) => services.AddHttpClient(name)
        .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);

    private static GraphClient CreateClient(IServiceProvider provider, GraphMailOptions options)
    {
        var clients = provider.GetRequiredService<IHttpClientFactory>();
        var clock = provider.GetRequiredService<TimeProvider>();
        return new GraphClient(
            () => clients.CreateClient(GraphHttp.ClientName), provider.GetRequiredService<IMailAccounts>(),
            new MailboxGates(options.RequestsPerTenMinutes, clock), clock, provider.GetService<AccountActivity>());
    }

    private static GraphSender CreateSender(IServiceProvider provider, GraphMailOptions options)
    {
        var clients = provider.GetRequiredService<IHttpClientFactory>();
        var client = provider.GetRequiredService<GraphClient>();
        var large = new LargeMessageSender(client, () => clients.CreateClient(GraphHttp.UploadClientName), options);
        var sender = new GraphSender(client, options, large);
        large.SendDraftAsync = sender.SendAsync;
        return sender;
    }
}
