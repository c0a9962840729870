using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Import;

namespace OAuthMail.Tool.Tests.Import;

public class IniFileTests
{
    [Fact]
    public void File_is_read_as_Python_reads_it()
    {
        var file = IniFile.Parse(
            "# comment\r\n[One]\r\nKey = a = b\r\n; comment\r\nlong = first\r\n  second\r\n\r\nempty =\n[two] \nx: y%z\n", "file");
        Assert.Equal(["One", "two"], file.Sections);
        Assert.Equal("a = b", file.Get("One", "key"));
        Assert.Equal("first\nsecond", file.Get("One", "long"));
        Assert.Null(file.Get("One", "empty"));
        Assert.Equal("y%z", file.Get("two", "x"));
    }

    [Theory]
    [InlineData("key = value", 1)]
    [InlineData("[one]\nno value", 2)]
    [InlineData("[one]\n[two]\n[one]\n", 3)]
    [InlineData("[one]\n= value", 2)]
    public void Invalid_line_is_named(string text, int line)
    {
        var failure = Assert.Throws<UsageException>(() => IniFile.Parse(text, "emailproxy.config"));
        Assert.StartsWith($"Line {line} of 'emailproxy.config'", failure.Message, StringComparison.Ordinal);
    }
}
