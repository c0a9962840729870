using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.MailPrograms;

/// <summary>Implements <c>oauthmail print-config</c>, which writes the lines that a mail program needs for an account.</summary>
internal static class PrintConfigCommand
{
    public static Command Create()
    {
        var program = new Argument<string>("program")
        {
            Description = $"The mail program: {string.Join(", ", MailProgramCatalog.All.Select(one => one.Name))}.",
            HelpName = "PROGRAM",
        };
        program.AcceptOnlyFromAmong([.. MailProgramCatalog.All.Select(one => one.Name)]);
        var command = new Command("print-config", "Writes the lines that a mail program needs in its configuration.")
        {
            program, GlobalOptions.Account,
        };
        command.Run((result, services, _) =>
        {
            var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
            var chosen = MailProgramCatalog.All.Single(one => one.Name == result.GetValue(program));
            if (chosen.Lines(new MailProgramAccount(account)) is not { } lines)
            {
                throw new UsageException(
                    $"The account '{account.Name}' has no server that {chosen.Name} needs. Its protocols are: "
                    + string.Join(", ", account.Protocols) + ".", ExitCodes.Configuration);
            }

            // Notes are no part of the configuration: the lines can be appended to a file.
            Terminal.Tell($"For {chosen.File}:");
            Terminal.Write(Terminal.Printable(lines));
            foreach (var note in chosen.Notes) Terminal.Tell($"Note: {note}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
