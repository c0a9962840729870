using System.Text;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Messages with LF line ends, which tests write in source code, are transmitted with CR LF.</summary>
public sealed class LineEndTests : Pop3Tests
{
    [Theory]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("a\r\nb\nc", "a\r\nb\r\nc")]
    [InlineData("a\rb", "a\rb")]
    [InlineData("", "")]
    public void A_single_LF_becomes_CR_LF(string message, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(LineEnds.Normalize(Encoding.ASCII.GetBytes(message))));

    [Fact]
    public async Task A_dot_on_a_line_of_its_own_does_not_end_a_message_with_LF_line_ends()
    {
        Bench.Store.Deliver(MailBench.Alice, "Subject: x\n\nbefore\n.\nafter\n"u8.ToArray());
        await using var client = await LoggedInAsync();

        Assert.Equal("+OK 1 32", await client.AskAsync("STAT"));
        Assert.Equal(
            ["+OK 32 octets", "Subject: x", "", "before", "..", "after", "."], await client.AskAsync("RETR 1", line => line == "."));
        Assert.Equal(["+OK 22 octets", "Subject: x", "", "before", "."], await client.AskAsync("TOP 1 1", line => line == "."));
    }
}
