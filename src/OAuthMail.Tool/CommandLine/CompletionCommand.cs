using System.CommandLine;

namespace OAuthMail.Tool.CommandLine;

/// <summary>Implements <c>oauthmail completion</c>, which writes a script that completes command lines in a shell.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _oauthmail() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(oauthmail "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _oauthmail oauthmail
        """;

    private const string Zsh = """
        #compdef oauthmail
        _oauthmail() {
          local -a completions
          completions=("${(@f)$(oauthmail "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $completions
        }
        compdef _oauthmail oauthmail
        """;

    private const string Fish = """
        complete -c oauthmail -f -a '(oauthmail "[suggest:"(commandline -C)"]" (commandline -b) 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName oauthmail -ScriptBlock {
          param($word, $line, $position)
          oauthmail "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["powershell"] = PowerShell,
    };

    public static Command Create()
    {
        var shell = new Argument<string>("shell") 
        {
            Description = "The shell: bash, zsh, fish or powershell.",
            HelpName = "SHELL",
        };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Writes a script that completes command lines in a shell.") { shell };
        command.SetAction(result =>
        {
            Terminal.Write(Scripts[result.GetRequiredValue(shell)]);
            return ExitCodes.Success;
        });
        return command;
    }
}
