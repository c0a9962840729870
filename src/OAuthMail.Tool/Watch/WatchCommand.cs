using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthMail.MailKit;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;
using OAuthMail.Tool.Tokens;

namespace OAuthMail.Tool.Watch;

/// <summary>
/// Implements <c>oauthmail watch</c>, which writes a line for each message that arrives, or runs a command with it. It is a mail handler of
/// the library: the position is kept in the token store, and one process watches a mailbox.
/// </summary>
internal static class WatchCommand
{
    public const string Name = "watch";

    private const int DefaultAttempts = 5;

    private static readonly string[] FailureColumns = ["Id", "Message", "Subject", "Reason", "Failed at"];

    private static readonly Option<string?> Execute = new("--exec")
    {
        Description = "Run this shell command for each message, with the message on its standard input.",
        HelpName = "COMMAND",
    };

    private static readonly Option<string> Folder = new("--folder")
    {
        Description = "The folder. The default is INBOX.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "INBOX",
    };

    private static readonly Option<bool> All = new("--all")
    {
        Description = "Begin with the messages that are in the folder when it is watched for the first time.",
    };

    private static readonly Option<int?> Count = new("--count") { Description = "End after this number of messages.", HelpName = "NUMBER" };

    private static readonly Option<int> Attempts = new("--max-attempts")
    {
        Description = "How often the command runs for a message before the message is recorded as failed. The default is 5.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => DefaultAttempts,
    };

    private static readonly Option<bool> Failed = new("--failed") { Description = "List the messages that failed, and end." };

    private static readonly Option<string?> Retry = new("--retry")
    {
        Description = "Handle a failed message again, and end.",
        HelpName = "ID",
    };

    private static readonly Option<string?> Remove = new("--remove")
    {
        Description = "Remove a failed message from the list, and end.",
        HelpName = "ID",
    };

    public static Command Create()
    {
        var command = new Command(Name, "Writes a line for each message that arrives, or runs a command with the message.")
        {
            GlobalOptions.Account, GlobalOptions.Protocol, Folder, All, Execute, Attempts, Count, Failed, Retry, Remove,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Count) is <= 0) result.AddError("--count must be at least 1.");
            if (result.GetValue(GlobalOptions.Protocol) == MailProtocol.Smtp) result.AddError("--protocol must be Imap or Pop3.");
        });
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, AccountServices services, CancellationToken cancellationToken)
    {
        var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
        using var watch = new WatchRun(result.GetValue(Execute), result.GetValue(GlobalOptions.Json), result.GetValue(Count));
        services.Extend(builder =>
        {
            builder.Services.AddSingleton(watch);
            builder.Services.AddSingleton<ILoggerFactory>(new StandardErrorLoggerFactory());
            builder.AddMailHandler<WatchHandler>(account.Name, options => Set(options, result));
        });
        if (result.GetValue(Failed))
        {
            return await ListFailuresAsync(result, services, account.Name, cancellationToken).ConfigureAwait(false);
        }

        var failures = services.Get<IMailFailures>();
        if (result.GetValue(Retry) is { } retried)
        {
            return Answer(await failures.ReplayAsync(retried, cancellationToken).ConfigureAwait(false), retried);
        }

        if (result.GetValue(Remove) is { } removed)
        {
            return Answer(await failures.RemoveAsync(removed, cancellationToken).ConfigureAwait(false), removed);
        }

        // A watch waits for the end of an outage, but a user who must sign in is told at once.
        var protocol = result.GetValue(GlobalOptions.Protocol) ?? DefaultProtocol(account);
        await TokenReader.GetAsync(services, account, Name, protocol, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return await WatchAsync(services, watch, cancellationToken).ConfigureAwait(false);
    }

    private static void Set(MailHandlerOptions options, ParseResult result)
    {
        options.Protocol = result.GetValue(GlobalOptions.Protocol);
        options.Folder = result.GetRequiredValue(Folder);
        options.Start = result.GetValue(All) ? MailHandlerStart.AllMessages : MailHandlerStart.NewMessages;
        options.MaxAttempts = result.GetValue(Attempts);

        // A process that is killed repeats one message at most.
        options.MaxRepeats = 1;
    }

    private static MailProtocol DefaultProtocol(MailAccount account) =>
        account.GetEndpoint(MailProtocol.Imap) is null ? MailProtocol.Pop3 : MailProtocol.Imap;

    private static async Task<int> WatchAsync(AccountServices services, WatchRun watch, CancellationToken cancellationToken)
    {
        foreach (var service in services.AddedServices) await service.StartAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The message in progress is completed, and the position is stored.
            foreach (var service in services.AddedServices) await service.StopAsync(watch.Surplus).ConfigureAwait(false);
        }
    }

    private static async Task<int> ListFailuresAsync(
        ParseResult result, AccountServices services, string account, CancellationToken cancellationToken)
    {
        var failures = await services.Get<IMailFailures>().ListAsync(account, cancellationToken).ConfigureAwait(false);
        Output.WriteRows(result, FailureColumns, [.. failures.Select(failure => new[]
        {
            failure.Id, failure.MessageId, failure.Subject, failure.Reason,
            Output.FormatTime(failure.FailedAt),
        })]);
        return ExitCodes.Success;
    }

    private static int Answer(bool isFound, string id) => isFound
        ? ExitCodes.Success
        : throw new UsageException($"There is no failed message '{id}', or it is no longer in the mailbox.", ExitCodes.Data);
}
