using System.CommandLine;
using System.Text;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.CommandLine;

/// <summary>
/// Implements <c>oauthmail man</c>, which writes the manual page. A tool package has no place from which <c>man</c> reads pages.
/// </summary>
internal static class ManCommand
{
    private static readonly (int Code, string Meaning)[] Codes =
    [
        (ExitCodes.Success, "Success."),
        (ExitCodes.Usage, "The command line is wrong."),
        (ExitCodes.Data, "A message or an answer is malformed."),
        (ExitCodes.NoUser, "A local recipient has no alias (sendmail)."),
        (ExitCodes.Unavailable, "A server or an administrator does not permit it."),
        (ExitCodes.Defect, "The command has a defect."),
        (ExitCodes.File, "A file or the token store cannot be read or written."),
        (ExitCodes.Retry, "The problem is temporary: try again later."),
        (ExitCodes.SignInRequired, "A user must sign in."),
        (ExitCodes.Configuration, "The configuration is wrong."),
    ];

    private static readonly (string File, string Meaning)[] Files =
    [
        ("$XDG_CONFIG_HOME/oauthmail/config.json", "The configuration. The default of XDG_CONFIG_HOME is ~/.config."),
        ("$XDG_CONFIG_HOME/oauthmail/oauthmail.key", "The key of the token store."),
        ("$XDG_STATE_HOME/oauthmail/tokens", "The token store. The default of XDG_STATE_HOME is ~/.local/state."),
        ("$XDG_STATE_HOME/oauthmail/spool", "The messages that sendmail has accepted and that were not sent."),
        ("$XDG_STATE_HOME/oauthmail/failures.log", "The last failures, which status shows."),
    ];

    public static Command Create()
    {
        var command = new Command("man", "Writes the manual page: oauthmail man | man -l -");
        command.SetAction(result =>
        {
            Terminal.Write(Write(result.RootCommandResult.Command).TrimEnd());
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Write(Command root)
    {
        var page = new StringBuilder();
        page.Append(".TH OAUTHMAIL 1\n.SH NAME\noauthmail \\- OAuth 2.0 for mail\n.SH SYNOPSIS\n.B oauthmail\n.I command\n[options]\n");
        page.Append(".SH DESCRIPTION\n").Append(Text(root.Description ?? "")).Append('\n');
        page.Append(".SH OPTIONS\nThese options apply to all commands.\n");
        WriteOptions(page, root);
        page.Append(".SH COMMANDS\n");
        foreach (var command in root.Subcommands.Where(one => !one.Hidden))
        {
            var arguments = string.Concat(command.Arguments.Select(Placeholder));
            page.Append(".SS \"").Append(Text(command.Name + arguments)).Append("\"\n");
            page.Append(Text(command.Description ?? "")).Append('\n');
            foreach (var argument in command.Arguments) WriteItem(page, Placeholder(argument).Trim(), argument.Description);
            WriteOptions(page, command);
        }

        page.Append(".SH \"EXIT STATUS\"\n");
        foreach (var (code, meaning) in Codes) WriteItem(page, $"{code}", meaning);
        page.Append(".SH ENVIRONMENT\n");
        WriteItem(page, Locations.Variable, "The configuration file, unless --config names another one.");
        WriteItem(page, "NO_COLOR", "If it is set, no colors are written.");
        page.Append(".SH FILES\n");
        foreach (var (file, meaning) in Files) WriteItem(page, file, meaning);
        page.Append(".SH \"SEE ALSO\"\n.BR msmtp (1),\n.BR mbsync (1),\n.BR mutt (1),\n.BR git\\-send\\-email (1),\n.BR sendmail (8)\n");
        return page.ToString();
    }

    private static string Placeholder(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name.ToUpperInvariant();
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}";
    }

    private static void WriteOptions(StringBuilder page, Command command)
    {
        foreach (var option in command.Options.Where(one => !one.Hidden))
        {
            var names = string.Join(", ", option.Aliases.Append(option.Name).Where(name => name[0] == '-').Order(StringComparer.Ordinal));
            var value = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0
                ? ""
                : " " + (option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant());
            WriteItem(page, names + value, option.Description);
        }
    }

    private static void WriteItem(StringBuilder page, string term, string? meaning) =>
        page.Append(".TP\n.B ").Append(Text(term)).Append('\n').Append(Text(meaning ?? "")).Append('\n');

    /// <summary>Escapes a text: a hyphen would be a dash, and a dot or an apostrophe at the beginning of a line a request.</summary>
    private static string Text(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}
