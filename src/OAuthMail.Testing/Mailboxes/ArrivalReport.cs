using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Mailboxes;

/// <summary>Describes what arrived instead of the messages that a test waited for.</summary>
internal static class ArrivalReport
{
    private const int MaximumMessages = 10;
    private const int MaximumSubjectLength = 80;

    public static string Describe(MailFolder folder, TestMailbox owner, int count, TimeSpan waited)
    {
        var messages = folder.Snapshot();
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Name(owner, folder)} holds {messages.Length} of {count} expected messages after {waited.TotalSeconds:0.###} seconds");
        text.Append(messages.Length == 0 ? "." : $": {List(messages)}.");
        var others = owner.Store.Mailboxes
            .SelectMany(mailbox => mailbox.Folders.Where(f => f != folder).Select(f => (Name: Name(mailbox, f), Messages: f.Snapshot())))
            .Where(other => other.Messages.Length > 0)
            .ToArray();
        text.Append(others.Length == 0 ? " No other folder holds messages." : " Other folders:");
        foreach (var (name, content) in others) text.Append(CultureInfo.InvariantCulture, $" {name} holds {List(content)}.");
        return text.ToString();
    }

    private static string Name(TestMailbox mailbox, MailFolder folder) => $"{folder.Name} of {mailbox.Address}";

    private static string List(StoredMessage[] messages)
    {
        var newest = messages.TakeLast(MaximumMessages).Select(message => $"'{Subject(message.Text)}' (UID {message.Uid})");
        var more = messages.Length - MaximumMessages;
        return (more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{more} older messages, ") : "") + string.Join(", ", newest);
    }

    private static string Subject(string message)
    {
        const string Name = "Subject:";
        var header = message.Split("\r\n\r\n", 2)[0];
        var line = header.Split("\r\n").FirstOrDefault(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        var subject = line is null ? "" : line[Name.Length..].Trim();
        return subject.Length <= MaximumSubjectLength ? subject : subject[..MaximumSubjectLength] + "…";
    }
}
