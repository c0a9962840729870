using System.CommandLine;
using MimeKit;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Sendmail;

/// <summary>
/// Implements <c>oauthmail sendmail</c>, a replacement for <c>/usr/sbin/sendmail</c>. Its arguments are not parsed like those of the other
/// commands, because the programs that call it write them in the way of sendmail.
/// </summary>
internal static class SendmailCommand
{
    private const string Help = """
        Sends the message on standard input, as /usr/sbin/sendmail does.

        Usage:
          oauthmail sendmail [options] [--] [recipient...]

        Options:
          -t              Send to the recipients in To, Cc and Bcc, in addition to the arguments.
          -i, -oi         A line with a single dot is part of the message.
          -f, -r ADDRESS  The sender of the envelope.
          -F NAME         The full name of the sender, if the message has none.
          -bp             List the spooled messages.
          -odq            Only store the message in the spool.
          -q              Send the waiting messages.
          --retry ID      Send a message again that failed, or whose outcome is unknown.
          --remove ID     Remove a message from the spool.
          --account NAME  The account that sends.
          --config FILE   The configuration file.

        Other options of sendmail are accepted without effect.
        """;

    private static readonly string[] Columns = ["Id", "State", "Created", "Recipients", "Failure"];

    /// <summary>Creates the entry for the help. The arguments are passed to <see cref="RunAsync"/> before they are parsed.</summary>
    public static Command Create()
    {
        var command = new Command("sendmail", "Sends the message on standard input, as /usr/sbin/sendmail does.");
        command.SetAction(_ => ExitCodes.Success);
        return command;
    }

    public static Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => CommandRunner.RunAsync(
        async () =>
        {
            var parsed = SendmailArguments.Parse(arguments);
            if (parsed.Mode == SendmailMode.Help)
            {
                Terminal.Write(Help);
                return ExitCodes.Success;
            }

            var file = parsed.Configuration is null ? null : new FileInfo(parsed.Configuration);
            var services = AccountServices.Open(file);
            await using var held = services.ConfigureAwait(false);
            var settings = SendmailSettings.Read(services.GetSection("Sendmail"));
            var spool = new Spool(Locations.SpoolFolder);
            var sender = new SpoolSender(services, spool, settings);
            return parsed.Mode switch
            {
                SendmailMode.List => List(spool),
                SendmailMode.Flush => await FlushAsync(spool, sender, cancellationToken).ConfigureAwait(false),
                SendmailMode.Retry => await sender.SendAsync(Require(spool, parsed.Id!).Id, true, cancellationToken).ConfigureAwait(false),
                SendmailMode.Remove => Remove(spool, parsed.Id!),
                _ => await SendAsync(services, settings, spool, sender, parsed, cancellationToken).ConfigureAwait(false),
            };
        },
        cancellationToken);

    private static async Task<int> SendAsync(
        AccountServices services, SendmailSettings settings, Spool spool, SpoolSender sender, SendmailArguments arguments,
        CancellationToken cancellationToken)
    {
        if (!arguments.ReadsRecipients && arguments.Recipients.Count == 0)
        {
            throw new UsageException("There is no recipient. Name one, or use -t to send to those in the message.");
        }

        using var input = Console.OpenStandardInput();
        var content = SendmailMessage.Read(input, arguments.IgnoresDots);
        using var stream = new MemoryStream(content);
        using var message = await LoadAsync(stream, cancellationToken).ConfigureAwait(false);
        var account = Choose(services, settings, arguments, message);
        var inMessage = SendmailMessage.Complete(message, arguments, account, settings.ForceFrom);
        List<string> recipients = [.. arguments.Recipients, .. arguments.ReadsRecipients ? inMessage : []];
        if (recipients.Count == 0) throw new UsageException("The message has no recipients in To, Cc or Bcc.");
        using var completed = new MemoryStream();
        await message.WriteToAsync(FormatOptions.Default, completed, cancellationToken).ConfigureAwait(false);
        var mail = Accept(spool, completed.ToArray(), account.Name, arguments.Sender, recipients);
        return arguments.OnlyStores || settings.QueueOnly
            ? ExitCodes.Success
            : await sender.SendAsync(mail.Id, false, cancellationToken).ConfigureAwait(false);
    }

    private static SpooledMail Accept(Spool spool, byte[] content, string account, string? sender, List<string> recipients)
    {
        try
        {
            return spool.Add(content, account, sender, recipients);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The message was not accepted, because the spool cannot be written: {failure.Message}", ExitCodes.File);
        }
    }

    private static async Task<MimeMessage> LoadAsync(MemoryStream content, CancellationToken cancellationToken)
    {
        try
        {
            return await MimeMessage.LoadAsync(content, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException failure)
        {
            throw new UsageException($"The message is malformed: {failure.Message}", ExitCodes.Data);
        }
    }

    private static MailAccount Choose(
        AccountServices services, SendmailSettings settings, SendmailArguments arguments, MimeMessage message)
    {
        var named = arguments.Account ?? settings.Account;
        if (!string.IsNullOrWhiteSpace(named)) return services.Find(named);
        var sending = services.List().Where(account => account.Protocols.Contains(MailProtocol.Smtp)).ToList();
        foreach (var address in new[] { arguments.Sender, message.From.Mailboxes.FirstOrDefault()?.Address }.OfType<string>())
        {
            var own = sending.Find(account => string.Equals(account.Address, address, StringComparison.OrdinalIgnoreCase));
            if (own is not null) return own;
        }

        return sending is [var only]
            ? only
            : throw new UsageException(
                "It is not known which account sends. Set it in the configuration file: \"Sendmail\": { \"Account\": \"NAME\" }. "
                + $"The accounts are: {string.Join(", ", sending.Select(account => account.Name))}.", ExitCodes.Configuration);
    }

    private static async Task<int> FlushAsync(Spool spool, SpoolSender sender, CancellationToken cancellationToken)
    {
        spool.RemoveOrphans();
        var code = ExitCodes.Success;
        foreach (var mail in spool.List())
        {
            var result = await sender.SendAsync(mail.Id, false, cancellationToken).ConfigureAwait(false);
            if (result != ExitCodes.Success) code = result;
        }

        return code;
    }

    private static int List(Spool spool)
    {
        Output.WriteRows(false, false, Columns, [.. spool.List().Select(mail => new string?[]
        {
            mail.Id, mail.State.ToString(), mail.Created.ToString("u", System.Globalization.CultureInfo.InvariantCulture),
            string.Join(' ', mail.Recipients), mail.Failure,
        })]);
        return ExitCodes.Success;
    }

    private static int Remove(Spool spool, string id)
    {
        var mail = Require(spool, id);
        using var held = spool.TryLock(mail);
        if (held is null) throw new UsageException($"Another process sends the message {id}.", ExitCodes.Retry);
        spool.Remove(mail);
        return ExitCodes.Success;
    }

    private static SpooledMail Require(Spool spool, string id) =>
        spool.Find(id) ?? throw new UsageException($"There is no message '{id}' in the spool. 'oauthmail sendmail -bp' lists them.");
}
