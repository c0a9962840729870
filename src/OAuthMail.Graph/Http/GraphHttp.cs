using Microsoft.Extensions.Http;

namespace OAuthMail.Graph.Http;

/// <summary>The named HTTP clients. Neither follows redirects: one would send the token to the address in the redirect.</summary>
internal static class GraphHttp
{
    /// <summary>The client for requests to Microsoft Graph.</summary>
    public const string ClientName = "OAuthMail.Graph";

    /// <summary>The client for addresses that contain their own authorization. It logs nothing.</summary>
    public const string UploadClientName = "OAuthMail.Graph.Upload";

    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Completes the handlers after the application has configured them.</summary>
    internal sealed class Filter : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            var isOurs = builder.Name is ClientName or UploadClientName;

            // The default, which the application can replace.
            if (isOurs) builder.PrimaryHandler = CreateHandler();
            next(builder);
            if (!isOurs) return;
            switch (builder.PrimaryHandler)
            {
                case HttpClientHandler client:
                    (client.AllowAutoRedirect, client.UseCookies) = (false, false);
                    break;
                case SocketsHttpHandler sockets:
                    (sockets.AllowAutoRedirect, sockets.UseCookies) = (false, false);
                    break;
            }

            builder.PrimaryHandler = new SendOnceHandler(builder.PrimaryHandler);
        };
    }
}
