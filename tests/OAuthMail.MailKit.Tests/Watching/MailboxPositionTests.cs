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
    public void Text_without_a_checksum_is_parsed_and_written_with_one(string text)
    {
        var position = MailboxPosition.Parse(text);
        var written = position.ToString();
        Assert.Equal($"v2:{written.Split(':')[1]}:{text[3..]}", written);
        Assert.Equal(written, MailboxPosition.Parse($" {written}\r\n").ToString());
        Assert.Equal(position, MailboxPosition.Parse(written));
        Assert.Equal(position, MailboxPosition.Parse($" {text}\r\n"));
    }

    [Theory]
    [InlineData("v1:17:421")]
    [InlineData("v1:17:421:1767225600:" + Hash)]
    public void Cut_or_changed_text_is_rejected(string text)
    {
        var written = MailboxPosition.Parse(text).ToString();
        for (var length = 0; length < written.Length; length++) Assert.False(MailboxPosition.TryParse(written[..length], out _));
        Assert.False(MailboxPosition.TryParse(written.Replace(":421", ":422", StringComparison.Ordinal), out _));
        Assert.False(MailboxPosition.TryParse(written + "0", out _));
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
