using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Sendmail;

/// <summary>
/// The arguments of <c>/usr/sbin/sendmail</c>, as cron, PHP, Git, mutt and others write them: single letters, whose values are attached
/// or separate.
/// </summary>
internal sealed class SendmailArguments
{
    /// <summary>Options of other mail systems that have a value, attached or separate, and no effect here.</summary>
    private const string IgnoredWithValue = "BhLNORVX";

    /// <summary>Options of other mail systems that have no separate value and no effect here.</summary>
    private const string Ignored = "AGmnUv";

    public SendmailMode Mode { get; private set; }

    public bool ReadsRecipients { get; private set; }

    public bool IgnoresDots { get; private set; }

    /// <summary>Gets a value that indicates whether the message is only stored: <c>-odq</c> or <c>-odd</c>.</summary>
    public bool OnlyStores { get; private set; }

    public string? Sender { get; private set; }

    public string? FullName { get; private set; }

    public string? Account { get; private set; }

    public string? Configuration { get; private set; }

    /// <summary>Gets the identifier of the message to retry or to remove.</summary>
    public string? Id { get; private set; }

    public List<string> Recipients { get; } = [];

    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    public static SendmailArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new SendmailArguments();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                result.Recipients.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (argument.Length < 2 || argument[0] != '-') result.Recipients.Add(argument);
            else if (argument.StartsWith("--", StringComparison.Ordinal)) result.SetLong(argument, () => Next(arguments, ref i));
            else result.Set(argument, () => Next(arguments, ref i));
        }

        return result;
    }

    private static string Next(IReadOnlyList<string> arguments, ref int i) =>
        ++i < arguments.Count ? arguments[i] : throw new UsageException($"{arguments[i - 1]} needs a value.");

    private void SetLong(string argument, Func<string> next)
    {
        switch (argument)
        {
            case "--account": Account = next(); break;
            case "--config": Configuration = next(); break;
            case "--retry": (Mode, Id) = (SendmailMode.Retry, next()); break;
            case "--remove": (Mode, Id) = (SendmailMode.Remove, next()); break;
            case "--help": Mode = SendmailMode.Help; break;
            default: throw new UsageException($"{argument} isn't an option of sendmail.");
        }
    }

    private void Set(string argument, Func<string> next)
    {
        var attached = argument[2..];
        switch (argument[1])
        {
            case 't': ReadsRecipients = true; break;
            case 'i': IgnoresDots = true; break;
            case 'o': (IgnoresDots, OnlyStores) = (IgnoresDots || attached == "i", OnlyStores || attached is "dq" or "dd"); break;
            case 'f' or 'r': Sender = attached.Length > 0 ? attached : next(); break;
            case 'F': FullName = attached.Length > 0 ? attached : next(); break;
            case 'C': Configuration = attached.Length > 0 ? attached : next(); break;
            case 'q': Mode = SendmailMode.Flush; break;
            case 'b': SetMode(attached); break;
            case var letter when IgnoredWithValue.Contains(letter, StringComparison.Ordinal):
                if (attached.Length == 0) next();
                break;
            case var letter when Ignored.Contains(letter, StringComparison.Ordinal): break;
            default: throw new UsageException($"{argument} isn't an option of sendmail.");
        }
    }

    private void SetMode(string mode) => Mode = mode switch
    {
        "m" => SendmailMode.Send,
        "p" => SendmailMode.List,
        _ => throw new UsageException($"-b{mode} isn't supported. Supported are -bm (send) and -bp (list the spool)."),
    };
}
