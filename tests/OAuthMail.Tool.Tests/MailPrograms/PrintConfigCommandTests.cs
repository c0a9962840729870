using OAuthMail.Tool.MailPrograms;

namespace OAuthMail.Tool.Tests.MailPrograms;

public class PrintConfigCommandTests
{
    public static TheoryData<string> Names => [.. MailProgramCatalog.All.Select(program => program.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Program_has_lines_for_an_account(string name)
    {
        var account = MailAccount.Create("support", new MailAccountOptions
        {
            Provider = "Google",
            Flow = OAuthFlow.AuthorizationCode,
            Address = "support@gmail.com",
            ClientId = "client",
            ClientSecret = "confidential",
        });
        var lines = MailProgramCatalog.All.Single(program => program.Name == name).Lines(new MailProgramAccount(account));
        Assert.NotNull(lines);
        var words = name switch { "postfix" => "/etc/tokens/", "s-nail" => "sendmail -i --account support", _ => "oauthmail" };
        Assert.Contains(words, lines, StringComparison.Ordinal);
        Assert.DoesNotContain("confidential", lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two words", "'two words'")]
    [InlineData("o'brien", "'o'\\''brien'")]
    [InlineData("$(id)", "'$(id)'")]
    [InlineData("", "''")]
    public void Words_are_quoted_for_the_shell(string text, string quoted) => Assert.Equal(quoted, MailProgramAccount.ShellWord(text));

    [Fact]
    public async Task Lines_are_the_only_output()
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync("print-config", "msmtp", "alerts");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("account alerts\nhost ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("passwordeval oauthmail token alerts --protocol smtp\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("~/.msmtprc", result.Error, StringComparison.Ordinal);
        Assert.Equal(64, (await world.RunAsync("print-config", "outlook", "alerts")).ExitCode);
    }
}
