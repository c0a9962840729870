using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthMail;
using OAuthMail.AccountStates;
using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.MailKit.Handling;
using OAuthMail.MailKit.Notices;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers MailKit clients for the accounts of an application.</summary>
public static class MailKitBuilderExtensions
{
    /// <summary>
    /// Registers <see cref="IMailClientFactory"/>, <see cref="IMailSender"/> and <see cref="IMailWatcher"/>. Services that are already
    /// registered are not replaced. Change their options with <c>services.Configure&lt;MailSenderOptions&gt;(…)</c>; clock, log and trust
    /// come from the application.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder AddMailKit(this IOAuthMailBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;

        // Before the application's own settings, which therefore take precedence.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<MailClientFactoryOptions>>(provider =>
            new ConfigureNamedOptions<MailClientFactoryOptions>(null, options => SetDefaults(options, provider))));
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<MailSenderOptions>>(provider =>
            new ConfigureNamedOptions<MailSenderOptions>(null, options => SetDefaults(options, provider))));
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<MailWatcherOptions>>(provider =>
            new ConfigureNamedOptions<MailWatcherOptions>(null, options => SetDefaults(options, provider))));

        services.TryAddSingleton<IMailClientFactory>(provider => new MailClientFactory(
            provider.GetRequiredService<IMailAccounts>(), provider.GetRequiredService<IOptions<MailClientFactoryOptions>>().Value));
        services.TryAddSingleton<IMailSender>(provider => new MailSender(
            provider.GetRequiredService<IMailClientFactory>(), provider.GetRequiredService<IOptions<MailSenderOptions>>().Value));
        services.TryAddSingleton<IMailWatcher>(provider => new MailWatcher(
            provider.GetRequiredService<IMailClientFactory>(), provider.GetRequiredService<IOptions<MailWatcherOptions>>().Value));
        return builder;
    }

    /// <summary>
    /// Handles the messages that arrive in a mailbox. If several processes share the token store, only one of them handles the mailbox.
    /// When that process stops, another process continues. The position in the mailbox is kept in the token store.
    /// </summary>
    /// <typeparam name="THandler">
    /// The handler. It is created in a scope of its own for each message, and is registered as a scoped service unless the application has
    /// registered it.
    /// </typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="configure">Changes the options, or <see langword="null"/> for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="builder"/> or <paramref name="account"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public static IOAuthMailBuilder AddMailHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IOAuthMailBuilder builder, string account, Action<MailHandlerOptions>? configure = null)
        where THandler : class, IMailHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        var options = new MailHandlerOptions();
        configure?.Invoke(options);
        options.Validate(account);
        var registration = new HandlerRegistration(account, typeof(THandler), options);
        builder.Services.TryAddScoped<THandler>();
        builder.Services.AddSingleton(registration);
        builder.Services.TryAddSingleton<IMailFailures, MailFailures>();
        builder.Services.AddSingleton<IHostedService>(provider => new MailHandlerService(registration, provider));
        return builder;
    }

    /// <summary>Sends notices about accounts as messages, such as a required sign-in to the person who can sign in.</summary>
    /// <remarks>Notices about the sending account itself fail and are repeated until it works; its backup is used meanwhile.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="account">The account that sends the messages.</param>
    /// <param name="recipient">The address of the recipient.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="recipient"/> isn't an e-mail address.</exception>
    public static IOAuthMailBuilder AddMailNotices(this IOAuthMailBuilder builder, string account, string recipient)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(recipient);
        if (!MailboxAddress.TryParse(recipient, out var to)) throw new ArgumentException("Must be an e-mail address.", nameof(recipient));
        builder.Services.AddSingleton<IMailAccountObserver>(provider => new MailNoticeObserver(
            account, to, provider.GetRequiredService<IMailAccounts>(), provider.GetRequiredService<IMailSender>()));
        return builder;
    }

    private static void SetDefaults(MailClientFactoryOptions options, IServiceProvider provider)
    {
        var tls = provider.GetRequiredService<IOptions<OAuthMailOptions>>().Value.Tls;
        options.ServerCertificateValidationCallback = tls.ServerCertificateValidationCallback;
        options.ProxyCertificateValidationCallback = tls.ProxyCertificateValidationCallback;
        options.TimeProvider = provider.GetRequiredService<TimeProvider>();
        options.Activity = provider.GetService<AccountActivity>();
    }

    private static void SetDefaults(MailSenderOptions options, IServiceProvider provider)
    {
        options.TimeProvider = provider.GetRequiredService<TimeProvider>();
        options.LoggerFactory = provider.GetService<ILoggerFactory>();
        options.MeterFactory = provider.GetService<IMeterFactory>();
    }

    private static void SetDefaults(MailWatcherOptions options, IServiceProvider provider)
    {
        options.TimeProvider = provider.GetRequiredService<TimeProvider>();
        options.LoggerFactory = provider.GetService<ILoggerFactory>();
        options.MeterFactory = provider.GetService<IMeterFactory>();
    }
}
