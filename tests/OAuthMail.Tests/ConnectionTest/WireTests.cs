using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Diagnosis;

namespace OAuthMail.Tests.ConnectionTest;

public class WireTests
{
    [Theory]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData(".x\r\n..y\r\n.\r\n", "x\r\n.y\r\n")]
    [InlineData("a.\r\n.\rb\r\n.\n", "a.\r\n\rb\r\n")]
    public async Task Dots_are_taken_off(string wire, string text)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(wire));
        Assert.Equal(text, Encoding.ASCII.GetString(await new WireReader(stream).ReadDottedAsync(100, default)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData(".\r\n..\n.a\r", "..\r\n...\r\n..a\r\n")]
    [InlineData("a\r\r\nb", "a\r\n\r\nb\r\n")]
    public void Dots_are_put_on_and_lines_made_whole(string message, string wire) =>
        Assert.Equal(wire, Encoding.ASCII.GetString(SmtpMessage.Prepare(Encoding.ASCII.GetBytes(message))));

    [Theory]
    [InlineData("INBOX", "\"INBOX\"")]
    [InlineData("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"")]
    [InlineData("a&b\"c\\", "\"a&-b\\\"c\\\\\"")]
    public void Folder_names_are_encoded(string name, string wire) => Assert.Equal(wire, ImapText.QuoteFolder(name));

    [Fact]
    public async Task A_line_at_the_limit_is_read_and_one_over_it_is_not()
    {
        using var fits = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 100) + "\r\n"));
        Assert.Equal(100, (await new WireReader(fits).ReadLineAsync(100, default)).Length);
        using var over = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 102) + "\r\n"));
        var refused = await Assert.ThrowsAsync<WireException>(() => new WireReader(over).ReadLineAsync(100, default));
        Assert.Equal(Problems.ServerReplyInvalid, refused.Problem);
    }

    [Fact]
    public void A_redactor_finds_pieces()
    {
        var redactor = new Redactor();
        const string secret = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.payloadpayloadpayload.signaturesignature";
        redactor.Add(secret);
        Assert.Equal("a <redacted> b", redactor.Clean($"a {secret} b"));
        Assert.DoesNotContain(secret[30..60], redactor.Clean($"xx{secret[10..70]}yy"));
        Assert.Equal("535 5.7.8 nothing secret here", redactor.Clean("535 5.7.8 nothing secret here"));
    }
}
