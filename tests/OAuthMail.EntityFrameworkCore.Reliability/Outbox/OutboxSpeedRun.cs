using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Reliability.Outbox;

/// <summary>Measures how fast an outbox in PostgreSQL sends messages, as a ratio to the plain sender with the same pool.</summary>
internal sealed class OutboxSpeedRun
{
    private const int Senders = 16;

    public int Messages { get; init; } = 2000;

    public int Rounds { get; init; } = 5;

    public async Task RunAsync()
    {
        await using var servers = await OutboxServers.StartAsync();
        using var application = OutboxProcess.Build(servers.Settings());
        await application.StartAsync();
        var ratios = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var plain = await SendPlainAsync(application);
            var (added, sent) = await SendThroughOutboxAsync(servers, application);
            servers.Inbox.Remove(servers.Inbox.Messages.Select(message => message.Uid));
            if (round == 0) continue;
            ratios.Add(plain / sent);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"plain {Messages / plain:N0}/s, outbox {Messages / sent:N0}/s (added {Messages / added:N0}/s): {plain / sent:0.00}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"the outbox's speed: {ratios.Order().ElementAt(ratios.Count / 2):0.00} of the plain sender's"));
    }

    private async Task<double> SendPlainAsync(IHost application)
    {
        var sender = application.Services.GetRequiredService<IMailSender>();
        var next = 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= Messages)
            {
                using var message = OutboxServers.NewMessage(number.ToString(CultureInfo.InvariantCulture));
                await sender.SendAsync(OutboxProcess.AccountName, message);
            }
        })));
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private async Task<(double Added, double Sent)> SendThroughOutboxAsync(OutboxServers servers, IHost application)
    {
        await using var context = servers.CreateDbContext();
        await context.MailOutbox.ExecuteDeleteAsync();
        var outbox = OutboxProcess.GetOutbox(application).For(context);
        var before = servers.Inbox.Messages.Count;
        var begun = Stopwatch.GetTimestamp();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            for (var number = 1; number <= Messages; number++)
            {
                using var message = OutboxServers.NewMessage(number.ToString(CultureInfo.InvariantCulture));
                await outbox.EnqueueAsync(OutboxProcess.AccountName, message);
                if (number % 100 != 0) continue;
                await context.SaveChangesAsync();
                context.ChangeTracker.Clear();
            }

            await transaction.CommitAsync();
        }

        var added = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        begun = Stopwatch.GetTimestamp();
        while (servers.Inbox.Messages.Count < before + Messages) await Task.Delay(2);
        while (await context.MailOutbox.AnyAsync(row => row.State != MailOutboxState.Sent)) await Task.Delay(2);
        return (added, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }
}
