using System.Text;
using OAuthMail.Tool.Sendmail;

namespace OAuthMail.Tool.Tests.Sendmail;

public class SendmailMessageTests
{
    [Theory]
    [InlineData("A: b\n\ntext\n", "A: b\r\n\r\ntext\r\n")]
    [InlineData("A: b\r\n\r\ntext\n", "A: b\r\n\r\ntext\r\n")]
    [InlineData("A: b\n\nno end", "A: b\r\n\r\nno end\r\n")]
    [InlineData("A: b\n\nfirst\n.\nsecond\n", "A: b\r\n\r\nfirst\r\n")]
    [InlineData("A: b\n\nfirst\n..\nsecond\n", "A: b\r\n\r\nfirst\r\n..\r\nsecond\r\n")]
    [InlineData("only a body\n", "\r\nonly a body\r\n")]
    [InlineData("see http://example.com\n", "\r\nsee http://example.com\r\n")]
    [InlineData("From root Sat Nov 28 2026\nA: b\n\n", "A: b\r\n\r\n")]
    [InlineData("\nbody\n", "\r\nbody\r\n")]
    [InlineData("", "")]
    public void Message_has_the_line_ends_of_mail(string text, string message)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.Equal(message, Encoding.UTF8.GetString(SendmailMessage.Read(input, ignoresDots: false)));
    }

    [Fact]
    public void Single_dot_can_be_part_of_the_message()
    {
        using var input = new MemoryStream("A: b\n\nfirst\n.\nsecond\n"u8.ToArray());
        Assert.Equal("A: b\r\n\r\nfirst\r\n.\r\nsecond\r\n", Encoding.UTF8.GetString(SendmailMessage.Read(input, ignoresDots: true)));
    }
}
