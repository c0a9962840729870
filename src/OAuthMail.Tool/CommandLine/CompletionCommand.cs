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

    // A file with the function in the search path is run when it completes for the first time.
    private const string Zsh = """
        #compdef oauthmail
        _oauthmail() {
          local line="${(j: :)words[1,CURRENT]}"
          local -a completions
          completions=("${(@f)$(oauthmail "[suggest:${#line}]" "$line" 2>/dev/null)}")
          compadd -- $completions
        }
        if [ "$funcstack[1]" = _oauthmail ]; then _oauthmail; else compdef _oauthmail oauthmail; fi
        """;

    private const string Fish = """
        function __oauthmail_complete
          set -l line (commandline --current-process --cut-at-cursor)
          oauthmail "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c oauthmail -f -a '(__oauthmail_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName oauthmail -ScriptBlock {
          param($word, $command, $position)
          $offset = $position - $command.Extent.StartOffset
          oauthmail "[suggest:$offset]" "$command" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
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
