using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail;
using OAuthMail.AspNetCore;
using OAuthMail.AspNetCore.Endpoints;
using OAuthMail.AspNetCore.Links;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the connect page to an application.</summary>
public static class OAuthMailEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the connect page, on which the accounts of <c>AddOAuthMail</c> are listed, connected and tested. It requires an authorization
    /// policy: call <c>RequireAuthorization("…")</c> on the result, or the application does not start.
    /// </summary>
    /// <remarks>
    /// The provider's redirect (<c>callback</c>), the links for mailbox owners (<c>link</c>) and the stylesheet are exempt from the policy:
    /// a redirect is bound to the browser in which the sign-in began, and a link contains a secret. Register the address of
    /// <c>callback</c>, such as <c>https://app.example.com/mail-accounts/callback</c>, as a redirect URI at the provider.
    /// </remarks>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="pattern">The path of the connect page, such as <c>/mail-accounts</c>.</param>
    /// <param name="configure">Sets the options, or <see langword="null"/> for the defaults.</param>
    /// <returns>A builder that adds conventions, such as the required policy, to all endpoints of the connect page.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="endpoints"/> or <paramref name="pattern"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">An option is wrong.</exception>
    public static IEndpointConventionBuilder MapOAuthMail(
        this IEndpointRouteBuilder endpoints, string pattern, Action<ConnectPageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new ConnectPageOptions();
        configure?.Invoke(options);
        options.Validate();
        var application = endpoints.ServiceProvider;
        if (application.GetService<ConnectLinkPage>() is { } links) RequireSameAddress(links, pattern, options);
        var page = new PageEndpoint(new Lazy<ConnectPage>(() => new ConnectPage(application, options)), options);

        var group = endpoints.MapGroup(pattern);
        var source = endpoints.DataSources.Last();
        MapProtected(group, page);
        MapOpen(group, page);
        RequirePolicyAtStart(endpoints, source);
        return group;
    }

    /// <summary>Links that were created outside a request must lead to this page.</summary>
    private static void RequireSameAddress(ConnectLinkPage links, string pattern, ConnectPageOptions options)
    {
        var origin = new Uri(links.Address.GetLeftPart(UriPartial.Authority));
        var hasOtherOrigin = options.PublicUrl is { } url && Uri.Compare(
            url, origin, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0;
        if (hasOtherOrigin || !links.Matches(pattern))
        {
            throw new MailConfigurationException(
                "connect links",
                [new OptionError(
                    "AddConnectLinks",
                    $"'{links.Address}' isn't the address of the connect page. Its host must be the one of PublicUrl, and its path must "
                    + $"end with '/{pattern.Trim('/')}'.")]);
        }

        options.PublicUrl ??= origin;
    }

    private static void MapProtected(RouteGroupBuilder group, PageEndpoint page)
    {
        var routes = group.MapGroup("");
        routes.MapGet("", page.Create("", AccountEndpoints.ListAsync));
        routes.MapGet("account", page.Create("account", AccountEndpoints.ShowAsync));
        routes.MapPost("connect", page.Create("connect", SignInEndpoints.ConnectAsync));
        routes.MapPost("device", page.Create("device", DeviceEndpoints.BeginAsync));
        routes.MapPost("device/complete", page.Create("device/complete", DeviceEndpoints.CompleteAsync));
        routes.MapPost("consent", page.Create("consent", ConsentEndpoints.BeginAsync));
        routes.MapPost("links", page.Create("links", LinkEndpoints.CreateAsync));
        routes.MapPost("links/revoke", page.Create("links/revoke", LinkEndpoints.RevokeAsync));
        routes.MapPost("test", page.Create("test", AccountEndpoints.TestAsync));
        routes.MapPost("sign-out", page.Create("sign-out", AccountEndpoints.SignOutAsync));
        ((IEndpointConventionBuilder)routes).Add(builder => builder.Metadata.Add(FormLimit.Instance));
        ((IEndpointConventionBuilder)routes).Finally(RequirePolicy);
    }

    private static void MapOpen(RouteGroupBuilder group, PageEndpoint page)
    {
        var routes = group.MapGroup("").AllowAnonymous();
        routes.MapGet("callback", page.Create("callback", SignInEndpoints.CallbackAsync));
        routes.MapGet("link/{secret}", page.Create("link/{secret}", LinkEndpoints.ShowAsync));
        routes.MapPost("link/{secret}", page.Create("link/{secret}", LinkEndpoints.UseAsync));
        routes.MapGet("style.css", StylesheetEndpoint.SendAsync);
        ((IEndpointConventionBuilder)routes).Add(builder => builder.Metadata.Add(FormLimit.Instance));
    }

    private static void RequirePolicy(EndpointBuilder builder)
    {
        var hasPolicy = builder.Metadata.Any(one => one is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData);
        if (hasPolicy && !builder.Metadata.Any(one => one is IAllowAnonymous)) return;
        throw new MailConfigurationException(
            "the connect page",
            [
                new OptionError("MapOAuthMail", hasPolicy
                    ? "Anonymous access isn't allowed: every visitor could connect mailboxes. Remove AllowAnonymous()."
                    : "No authorization policy is specified: every visitor could connect mailboxes. Add .RequireAuthorization(\"…\")."),
            ]);
    }

    /// <summary>Creates the endpoints when the application starts. Routing would create them only at the first request.</summary>
    private static void RequirePolicyAtStart(IEndpointRouteBuilder endpoints, EndpointDataSource source)
    {
        if (endpoints is IApplicationBuilder application)
        {
            application.Use(next =>
            {
                _ = source.Endpoints;
                return next;
            });
            return;
        }

        // The policies of an outer group are known only when the application's own data sources are complete.
        var services = endpoints.ServiceProvider;
        var lifetime = services.GetService<IHostApplicationLifetime>();
        lifetime?.ApplicationStarted.Register(() =>
        {
            try
            {
                _ = services.GetRequiredService<EndpointDataSource>().Endpoints;
            }
            catch (MailConfigurationException failure)
            {
                var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("OAuthMail.ConnectPage");
                ConnectPageLog.Stopped(logger, failure.Message);
                lifetime.StopApplication();
            }
        });
    }
}
