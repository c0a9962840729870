using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;

namespace OAuthMail.MailKit.Tests.Documentation;

/// <summary>The code of docs/mail-handlers.md. It is compiled here.</summary>
internal static class HandlerSnippets
{
    public static void Register(HostApplicationBuilder builder)
    {
        #region handler-register
        builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail"))
            .AddMailKit()
            .AddMailHandler<SupportHandler>("support");
        #endregion
    }

    public static async Task ReplayAsync(IMailFailures failures)
    {
        #region handler-replay
        foreach (FailedMail failed in await failures.ListAsync("support"))
        {
            Console.WriteLine(failed);                  // support, message 1-42: TimeoutException, after 5 attempts
            await failures.ReplayAsync(failed.Id);      // in this process, over a connection of its own
        }
        #endregion
    }

    #region handler-class
    public sealed class SupportHandler(Tickets tickets) : IMailHandler
    {
        public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
        {
            await tickets.OpenAsync(await mail.GetMessageAsync(cancellationToken), cancellationToken);
            await mail.MoveToAsync("Done", cancellationToken);
        }
    }
    #endregion

    public sealed class Tickets
    {
        public Task OpenAsync(MimeMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
