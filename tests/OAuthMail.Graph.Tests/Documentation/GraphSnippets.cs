using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Documentation;

/// <summary>The code of the documentation that uses OAuthMail.Graph. Its compilation is the test.</summary>
internal static class GraphSnippets
{
    public static void Register(IHostApplicationBuilder builder)
    {
        #region graph-register
        builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail"))
            .AddMailKit()
            .AddGraph();
        #endregion
    }

    public static void Large(IOAuthMailBuilder builder)
    {
        #region graph-large-messages
        builder.AddGraph(options => options.LargeMessages = GraphLargeMessages.UploadSession);
        #endregion
    }

    public static async Task<MailAccountOptions> TestAsync()
    {
        #region graph-test-server
        await using var host = await MailTestHost.StartAsync(options => options.Dialect = AuthorizationDialect.Entra);
        host.AddMailbox("alerts@contoso.test");
        GraphTestServer graph = await host.AddGraphServerAsync();
        MailAccountOptions account = graph.CreateAccountOptions("alerts@contoso.test", OAuthFlow.ClientCredentials);
        graph.On(GraphOperation.SendMail, GraphFault.Error(429, "ApplicationThrottled", retryAfter: "1"));
        #endregion
        return account;
    }
}
