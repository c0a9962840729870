using System.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.CommandLine;

/// <summary>The options of all commands.</summary>
internal static class GlobalOptions
{
    public static Option<FileInfo?> Configuration { get; } = new("--config", "-c")
    {
        Description = $"The configuration file. The default is ${Locations.Variable}, or {Locations.DefaultConfiguration}.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the results as one JSON document.",
        Recursive = true,
    };

    public static Option<bool> Plain { get; } = new("--plain")
    {
        Description = "Write the results as lines of fields that are separated by tabs.",
        Recursive = true,
    };

    public static Option<bool> NoInput { get; } = new("--no-input")
    {
        Description = "Ask no questions, although a terminal is there.",
        Recursive = true,
    };

    /// <summary>Gets the argument for the name of an account, or the address of its mailbox.</summary>
    public static Argument<string> Account { get; } = CreateAccount();

    /// <summary>Gets the option for a protocol, for accounts with separate registrations.</summary>
    public static Option<MailProtocol?> Protocol { get; } = new("--protocol", "-p")
    {
        Description = "The protocol, for an account with separate registrations: Smtp, Imap or Pop3.",
        HelpName = "PROTOCOL",
    };

    /// <summary>Gets the same argument for a command that applies to all accounts without it.</summary>
    public static Argument<string?> OptionalAccount { get; } = CreateOptionalAccount();

    private static Argument<string> CreateAccount()
    {
        var argument = new Argument<string>("account") { Description = "The name of the account, or the address of its mailbox." };
        SetCompletion(argument);
        return argument;
    }

    private static Argument<string?> CreateOptionalAccount()
    {
        var argument = new Argument<string?>("account")
        {
            Description = "The name of the account, or the address of its mailbox. The default is all accounts.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        SetCompletion(argument);
        return argument;
    }

    private static void SetCompletion(Argument argument)
    {
        argument.HelpName = "ACCOUNT";
        argument.CompletionSources.Add(context => AccountServices.ListNames(context.ParseResult.GetValue(Configuration)));
    }
}
