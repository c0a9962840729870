using OAuthMail.Storage.FileSystem;

namespace OAuthMail.Tests.Storage;

public class ShellTextTests
{
    [Theory]
    [InlineData("/var/lib/alerts/tokens", "/var/lib/alerts/tokens")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("#1001", "'#1001'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("it's", "'it'\\''s'")]
    public void Quoted_text_is_one_shell_argument(string argument, string expected) =>
        Assert.Equal(expected, ShellText.Quote(argument));
}
