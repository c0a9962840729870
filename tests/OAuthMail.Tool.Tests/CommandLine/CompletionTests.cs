using OAuthMail.Tool.Tests.MailPrograms;

namespace OAuthMail.Tool.Tests.CommandLine;

/// <summary>The completion scripts in the shells that they are for.</summary>
public class CompletionTests
{
    [ProgramFact("bash", "/bin/bash")]
    public async Task Bash_completes_commands_and_accounts()
    {
        await using var world = await ToolWorld.StartAsync();
        const string Complete = """
            eval "$(oauthmail completion bash)"
            complete_line() {
              COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMPREPLY=()
              _oauthmail; printf '%s\n' "${COMPREPLY[@]}"
            }
            complete_line oauthmail acc
            complete_line oauthmail token su
            complete_line oauthmail token support --for
            """;
        var result = await world.RunProgramAsync("", "bash", "--norc", "-c", Complete);
        Assert.Equal(new ToolResult(0, "accounts\nsupport\n--format\n", ""), result);
    }

    [ProgramFact("fish", "/usr/bin/fish")]
    public async Task Fish_completes_commands_and_accounts()
    {
        await using var world = await ToolWorld.StartAsync();
        const string Complete = """
            oauthmail completion fish | source
            complete --do-complete "oauthmail acc"
            complete --do-complete "oauthmail token su"
            complete --do-complete "oauthmail token support --for"
            """;
        var result = await world.RunProgramAsync("", "fish", "--no-config", "-c", Complete);
        Assert.Equal(new ToolResult(0, "accounts\nsupport\n--format\n", ""), result);
    }

    [ProgramFact("zsh", "/usr/bin/zsh")]
    public async Task Zsh_completes_commands_and_accounts()
    {
        // Keys are typed in a pseudo-terminal, because the completion of zsh works only in its line editor.
        await using var world = await ToolWorld.StartAsync();
        const string Complete = """
            zmodload zsh/zpty
            cd $HOME
            zpty shell 'TERM=dumb PS1= zsh -f -i'
            zpty -w shell 'autoload -U compinit; compinit -u -d ./zcompdump; eval "$(oauthmail completion zsh)"; print READ""Y'
            zpty -r shell output '*READY*'
            zpty -w -n shell $'true; oauthmail acc\t'
            zpty -r shell output '*oauthmail accounts*'
            zpty -w -n shell $'\C-utrue; oauthmail token su\t'
            zpty -r shell output '*oauthmail token support*'
            print completed
            """;
        var result = await world.RunProgramAsync("", "timeout", "60", "zsh", "-f", "-c", Complete);
        Assert.Equal(new ToolResult(0, "completed\n", ""), result);
    }

    [Fact]
    public async Task PowerShell_script_is_written()
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync("completion", "powershell");
        Assert.Contains("Register-ArgumentCompleter -Native -CommandName oauthmail", result.Output, StringComparison.Ordinal);
        Assert.Equal(64, (await world.RunAsync("completion", "ksh")).ExitCode);
    }

    [ProgramFact("man-db groff-base", "/usr/bin/man")]
    public async Task Manual_page_is_formatted_without_warnings()
    {
        await using var world = await ToolWorld.StartAsync();
        await File.WriteAllTextAsync(world.PathOf("oauthmail.1"), (await world.RunAsync("man")).Output);
        var page = await world.RunProgramAsync(
            "", "env", "LC_ALL=C.UTF-8", "MANROFFSEQ=", "MANWIDTH=100", "man", "--warnings", "--local-file", world.PathOf("oauthmail.1"));
        Assert.Equal((0, ""), (page.ExitCode, page.Error));
        Assert.Contains("EXIT STATUS", page.Output, StringComparison.Ordinal);
        Assert.Contains("--minimum-lifetime SECONDS", page.Output, StringComparison.Ordinal);
    }
}
