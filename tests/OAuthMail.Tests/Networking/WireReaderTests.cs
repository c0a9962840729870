using System.Text;
using OAuthMail.Networking;

namespace OAuthMail.Tests.Networking;

public class WireReaderTests
{
    [Theory]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData(".x\r\n..y\r\n.\r\n", "x\r\n.y\r\n")]
    [InlineData("a.\r\n.\rb\r\n.\n", "a.\r\n\rb\r\n")]
    public async Task Doubled_dots_are_removed(string wire, string text)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(wire));
        Assert.Equal(text, Encoding.ASCII.GetString(await new WireReader(stream).ReadDottedAsync(100, default)));
    }

    [Fact]
    public async Task Line_over_the_limit_is_rejected()
    {
        using var fits = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 100) + "\r\n"));
        Assert.Equal(100, (await new WireReader(fits).ReadLineAsync(100, default)).Length);
        using var over = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 102) + "\r\n"));
        var refused = await Assert.ThrowsAsync<WireException>(() => new WireReader(over).ReadLineAsync(100, default));
        Assert.Equal(Problems.ServerReplyInvalid, refused.Problem);
    }
}
