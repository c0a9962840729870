namespace OAuthMail.MailKit.Tests.Watching;

public class MailboxPositionTests
{
    private const string Hash = "abcdefghijklmnopqr-_12";

    [Theory]
    [InlineData("v1:0:0")]
    [InlineData("v1:17:0")]
    [InlineData("v1:0:1")]
    [InlineData("v1:0:4:1767225600:" + Hash)]
    [InlineData("v1:4294967295:4294967295")]
    [InlineData("v1:17:4:1767225600:" + Hash)]
    [InlineData("v1:17:4:-1:" + Hash)]
    public void Text_is_parsed_and_written_unchanged(string text)
    {
        Assert.Equal(text, MailboxPosition.Parse(text).ToString());
        Assert.Equal(text, MailboxPosition.Parse($" {text}\r\n").ToString());
        Assert.Equal(MailboxPosition.Parse(text), MailboxPosition.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v2:1:1")]
    [InlineData("v1:1")]
    [InlineData("v1:0:0:1:" + Hash)]
    [InlineData("v1:1:2:3")]
    [InlineData("v1:-1:2")]
    [InlineData("v1:+1:2")]
    [InlineData("v1:1:4294967296")]
    [InlineData("v1:1:2:3:short")]
    [InlineData("v1:1:2:x:" + Hash)]
    [InlineData("v1:1:2:3:abcdefghijklmnopqr\n_12")]
    public void Invalid_text_is_rejected(string? text)
    {
        Assert.False(MailboxPosition.TryParse(text, out var position));
        Assert.Null(position);
        if (text is not null) Assert.Throws<FormatException>(() => MailboxPosition.Parse(text));
    }

    [Fact]
    public void Positions_are_equal_if_they_refer_to_the_same_message()
    {
        Assert.Equal(MailboxPosition.Parse("v1:1:2"), MailboxPosition.Parse("v1:1:2:3:" + Hash));
        Assert.Equal(MailboxPosition.Parse("v1:1:2").GetHashCode(), MailboxPosition.Parse("v1:1:2:3:" + Hash).GetHashCode());
        Assert.NotEqual(MailboxPosition.Parse("v1:1:2"), MailboxPosition.Parse("v1:2:2"));
        Assert.Same(MailboxPosition.Beginning, MailboxPosition.Parse("v1:0:0"));
        Assert.False(MailboxPosition.Beginning.Equals(null));
    }
}
