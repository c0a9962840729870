using Microsoft.Extensions.Http;
using OAuthMail.Networking;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// Completes the handlers of the client that sends token requests, after the application has configured them: the handler that connects
/// follows no redirects and keeps no cookies, and a request is sent once.
/// </summary>
internal sealed class OAuthHttpHandlerFilter : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Name != OAuthHttp.ClientName) return;
        RefuseRedirects(builder.PrimaryHandler);
        builder.PrimaryHandler = new SingleSendHandler(builder.PrimaryHandler);
    };

    private static void RefuseRedirects(HttpMessageHandler handler)
    {
        switch (handler)
        {
            case HttpClientHandler client:
                (client.AllowAutoRedirect, client.UseCookies) = (false, false);
                break;
#if NET
            case SocketsHttpHandler sockets:
                (sockets.AllowAutoRedirect, sockets.UseCookies) = (false, false);
                break;
#endif
        }
    }
}
