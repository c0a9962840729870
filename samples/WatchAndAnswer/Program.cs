// Watches a mailbox and answers messages that arrive, until Ctrl+C. After a restart it continues where it stopped.
//   dotnet run --project samples/WatchAndAnswer -- --demo
//   dotnet run --project samples/WatchAndAnswer                             (account "support" of appsettings.json)
using MailKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args, "customer@example.com");
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
var registration = builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail")).AddMailKit();
demo?.Register(registration);
builder.Services.AddHostedService<AnswerService>();
if (demo is not null) builder.Configuration["PositionFile"] = demo.NewFile("support.position");
using var host = builder.Build();
await host.StartAsync();
if (demo is null)
{
    await host.WaitForShutdownAsync();
}
else
{
    demo.Deliver("customer@example.com", "support@contoso.com", "Where is my parcel?", "It should have come on Monday.");
    demo.Deliver("customer@example.com", "support@contoso.com", "Thank you", "It is here.");
    await demo.PrintAsync("customer@example.com", count: 2);
    await host.StopAsync();
}

/// <summary>Answers each message once. A permanent failure, such as a required sign-in, stops the program with its reason.</summary>
internal sealed class AnswerService(IMailWatcher watcher, IMailSender sender, IMailAccounts accounts, IConfiguration configuration)
    : BackgroundService
{
    private readonly MailAccount account = accounts.Get("support");
    private readonly string positionFile = configuration["PositionFile"]!;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        #region watch
        var from = File.Exists(positionFile) ? MailboxPosition.Parse(File.ReadAllText(positionFile)) : MailboxPosition.Beginning;
        await foreach (var arrival in watcher.WatchAsync(account, new MailWatchOptions { From = from }, stop))
        {
            Console.WriteLine($"{arrival.Envelope.From}: {arrival.Envelope.Subject}");
            using var question = await arrival.GetMessageAsync(stop);
            if (!IsAutomatic(question)) await AnswerAsync(question, stop);
            await arrival.AddFlagsAsync(MessageFlags.Answered, stop);
            File.WriteAllText(positionFile + ".new", arrival.Position.ToString());
            File.Move(positionFile + ".new", positionFile, overwrite: true);      // in one step, so that the file is never incomplete
        }
        #endregion
    }

    // Messages from programs and from this mailbox are not answered, because two programs could answer each other without end (RFC 3834
    // section 2).
    private bool IsAutomatic(MimeMessage question) =>
        (question.Headers[HeaderId.AutoSubmitted] is { } submitted && !submitted.Trim().Equals("no", StringComparison.OrdinalIgnoreCase))
        || question.Headers[HeaderId.ListId] is not null
        || question.Headers[HeaderId.Precedence]?.Trim().ToUpperInvariant() is "BULK" or "JUNK" or "LIST"
        || !question.From.Mailboxes.Any()
        || question.From.Mailboxes.Any(from => from.Address.Equals(account.Address, StringComparison.OrdinalIgnoreCase));

    private async Task AnswerAsync(MimeMessage question, CancellationToken stop)
    {
        var to = question.ReplyTo.Count > 0 ? question.ReplyTo : question.From;
        var text = new TextPart("plain") { Text = "We have received your message and will answer within a day." };
        using var answer = new MimeMessage([MailboxAddress.Parse(account.Address)], to, $"Re: {question.Subject}", text);
        if (question.MessageId is { Length: > 0 } id) answer.InReplyTo = id;
        answer.Headers[HeaderId.AutoSubmitted] = "auto-replied";
        try
        {
            await sender.SendAsync(account, answer, stop);
        }
        catch (OAuthMailException failure)
            when (failure is MailDeliveryUnknownException || failure.Code is "recipient-refused" or "delivery-refused")
        {
            // A message that can't be answered must not stop the watch. One that may have been answered must not be answered twice.
            Console.Error.WriteLine($"{question.MessageId}: {failure.Message}");
        }
    }
}
