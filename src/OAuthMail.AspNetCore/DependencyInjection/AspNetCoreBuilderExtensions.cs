using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthMail;
using OAuthMail.AspNetCore;
using OAuthMail.AspNetCore.Identity;
using OAuthMail.AspNetCore.Links;
using OAuthMail.AspNetCore.Protection;
using OAuthMail.MailKit;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects accounts with services of ASP.NET Core.</summary>
public static class AspNetCoreBuilderExtensions
{
    /// <summary>
    /// Protects the records of the token store with ASP.NET Core Data Protection. The section then needs only the store's folder.
    /// </summary>
    /// <remarks>
    /// The keys of Data Protection must be kept as long as the store, and all processes that share the store need the same keys and the
    /// same application name. Without the key of a record, its user must sign in again.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder ProtectTokensWithDataProtection(this IOAuthMailBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection();
        return builder.ProtectTokens((services, protection) =>
            protection.WithProtector(new DataProtectionTokenProtector(services.GetRequiredService<IDataProtectionProvider>())));
    }

    /// <summary>
    /// Registers <see cref="IMailConnectLinks"/>, which creates connect links in code. Notices about a required sign-in then contain such a
    /// link instead of an address of the provider. A process without the page, such as one that handles mail, can register it, too, if it
    /// shares the token store with the web application.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="page">
    /// The public address of the page that <c>MapOAuthMail</c> maps, such as <c>https://app.example.com/mail-accounts</c>.
    /// <see cref="ConnectPageOptions.PublicUrl"/> follows from it.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException"><paramref name="page"/> isn't the address of a page.</exception>
    public static IOAuthMailBuilder AddConnectLinks(this IOAuthMailBuilder builder, Uri page)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(page);
        builder.Services.AddSingleton(ConnectLinkPage.Create(page));
        builder.Services.TryAddSingleton<MailConnectLinks>();
        builder.Services.TryAddSingleton<IMailConnectLinks>(services => services.GetRequiredService<MailConnectLinks>());
        builder.Services.TryAddSingleton<IMailSignInPage>(services => services.GetRequiredService<MailConnectLinks>());
        return builder;
    }

    /// <summary>
    /// Sends the messages of ASP.NET Core Identity, such as confirmations and password resets, through an account. Requires
    /// <c>AddMailKit</c>. It replaces an <see cref="IEmailSender{TUser}"/> that is already registered.
    /// </summary>
    /// <typeparam name="TUser">The type of the users.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="account">The name of the account that sends.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="account"/> is empty.</exception>
    public static IOAuthMailBuilder AddIdentityEmails<TUser>(this IOAuthMailBuilder builder, string account)
        where TUser : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(account);
        builder.Services.Replace(ServiceDescriptor.Singleton<IEmailSender<TUser>>(services => new IdentityEmailSender<TUser>(
            services.GetRequiredService<IMailSender>(), services.GetRequiredService<IMailAccounts>(), account)));
        return builder;
    }
}
