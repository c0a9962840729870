using System.Collections.Frozen;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements the labels of Gmail's extension (X-GM-LABELS). They are values of a message. They do not copy it to a folder
/// of the same name, as Gmail does.
/// </summary>
internal static class GmailLabels
{
    public static FrozenSet<string> Set(IEnumerable<string> labels) => labels.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static List<string> Read(ImapCommandParser command)
    {
        var labels = new List<string>();
        if (!command.TryTake('('))
        {
            do labels.Add(ReadOne(command));
            while (command.TryTake(' '));
            return labels;
        }

        while (!command.TryTake(')'))
        {
            if (labels.Count > 0) command.Space();
            labels.Add(ReadOne(command));
        }

        return labels;
    }

    public static void Write(ImapWriter writer, StoredMessage message)
    {
        writer.Raw("X-GM-LABELS (");
        var first = true;
        foreach (var label in message.Details.Labels.Order(StringComparer.OrdinalIgnoreCase))
        {
            if (!first) writer.Raw(" ");
            writer.MailboxName(label);
            first = false;
        }

        writer.Raw(")");
    }

    // A system label, such as \\Inbox or \\Important, is written like a flag.
    public static string ReadOne(ImapCommandParser command) => command.Next == '\\' ? command.Flag() : command.MailboxName();
}
