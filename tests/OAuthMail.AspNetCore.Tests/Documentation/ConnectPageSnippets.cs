using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.AspNetCore.Tests.Documentation;

/// <summary>The code of the documentation that uses the connect page. It is compiled here.</summary>
internal static class ConnectPageSnippets
{
    public static void Register(WebApplicationBuilder builder)
    {
        #region web-package
        builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail"))
            .AddMicrosoft()
            .AddMailKit()
            .ProtectTokensWithDataProtection();
        #endregion

        #region web-policy
        builder.Services.AddAuthorizationBuilder().AddPolicy("MailAdmin", policy => policy.RequireRole("MailAdmin"));
        #endregion

        #region web-keys
        builder.Services.AddDataProtection()
            .SetApplicationName("desk")
            .PersistKeysToFileSystem(new DirectoryInfo("/var/lib/app/keys"));
        #endregion
    }

    public static void Map(WebApplication app)
    {
        #region web-map
        app.MapOAuthMail("/mail-accounts").RequireAuthorization("MailAdmin");
        #endregion
    }

    public static void MapWithOptions(WebApplication app)
    {
        #region web-options
        app.MapOAuthMail("/mail-accounts", options =>
        {
            options.Title = "Contoso Desk";
            options.Stylesheet = "/css/mail.css";
            options.PublicUrl = new Uri("https://desk.contoso.com");
        }).RequireAuthorization("MailAdmin");
        #endregion
    }

    public static void AddLinks(WebApplicationBuilder builder)
    {
        #region web-add-links
        builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail"))
            .AddMailKit()
            .AddConnectLinks(new Uri("https://desk.contoso.com/mail-accounts"));
        #endregion
    }

    public static async Task UseLinksAsync(IMailConnectLinks links)
    {
        #region web-links
        MailConnectLink link = await links.CreateAsync("support");          // link.Url is known only here
        foreach (MailConnectLink one in await links.ListAsync("support"))   // without addresses
        {
            if (one.Status == MailConnectLinkStatus.Unused) await links.RevokeAsync(one.Id);
        }
        #endregion
        _ = link;
    }

    public static void AddIdentity(IOAuthMailBuilder mail)
    {
        #region web-identity
        mail.AddIdentityEmails<IdentityUser>("alerts");
        #endregion
    }
}
