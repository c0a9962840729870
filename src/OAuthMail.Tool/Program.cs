using System.CommandLine;
using System.CommandLine.Help;
using OAuthMail.Tool.Accounts;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Connections;
using OAuthMail.Tool.Demo;
using OAuthMail.Tool.Import;
using OAuthMail.Tool.MailPrograms;
using OAuthMail.Tool.Sendmail;
using OAuthMail.Tool.Setup;
using OAuthMail.Tool.SignIn;
using OAuthMail.Tool.TestServer;
using OAuthMail.Tool.Tokens;
using OAuthMail.Tool.Watch;

UnixOutput.OpenMissing();

// Callers of sendmail write arguments that the parser would mistake for its own options.
if (args is ["sendmail", .. var arguments])
{
    return await SendmailCommand.RunAsync(arguments, CancellationToken.None).ConfigureAwait(false);
}

var root = new RootCommand("OAuth 2.0 for mail: SMTP, IMAP and POP3 with access tokens.")
{
    GlobalOptions.Configuration,
    GlobalOptions.Json,
    GlobalOptions.Plain,
    GlobalOptions.NoInput,
    SetupCommand.Create(),
    ImportCommand.Create(),
    LoginCommand.Create(),
    LogoutCommand.Create(),
    AccountsCommand.Create(),
    StatusCommand.Create(),
    TokenCommand.Create(),
    GitCredentialCommand.Create(),
    ExportCommand.Create(),
    PrintConfigCommand.Create(),
    TestCommand.Create(),
    DoctorCommand.Create(),
    WatchCommand.Create(),
    SendmailCommand.Create(),
    CompletionCommand.Create(),
    ManCommand.Create(),
    DemoCommand.Create(),
    TestServerCommand.Create(),
};
var result = root.Parse(args);
if (result.Errors.Count == 0 || result.Action is HelpAction)
{
    // By default, a command has two seconds after an interruption. A watch completes its message, or the message is handled twice.
    var invocation = new InvocationConfiguration();
    if (result.CommandResult.Command.Name == WatchCommand.Name) invocation.ProcessTerminationTimeout = Timeout.InfiniteTimeSpan;
    return await result.InvokeAsync(invocation).ConfigureAwait(false);
}

// Not the library's own way, which writes the help to standard output: a mail program would take it for a token.
foreach (var error in result.Errors) Terminal.Tell($"oauthmail: {error.Message}");
Terminal.Tell($"Run '{result.CommandResult.Command.GetPath()} --help'.");
return ExitCodes.Usage;
