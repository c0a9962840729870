using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit.Tests.Watching;

public class Pop3PositionTests
{
    [Fact]
    public void Text_is_parsed_and_written_unchanged()
    {
        var long1 = UidlKey.Of(new string('x', 70));
        var position = new Pop3Position([UidlKey.Of("1-2"), UidlKey.Of("-=#"), long1], [UidlKey.Of("1-2")]);
        var text = position.ToString();
        Assert.Equal(position, Pop3Position.Parse(text));
        Assert.Equal(position.GetHashCode(), Pop3Position.Parse(text).GetHashCode());
        Assert.Equal(text, Pop3Position.Parse(text + "\n").ToString());
        Assert.Contains("-=1-2", text, StringComparison.Ordinal);
        Assert.NotEqual(position, new Pop3Position([UidlKey.Of("1-2"), UidlKey.Of("-=#"), long1], []));
        Assert.Equal("v1", Pop3Position.Beginning.ToString());
    }

    [Fact]
    public void Long_or_invalid_UIDL_is_stored_as_a_hash()
    {
        Assert.Equal("=" + new string('x', 32), UidlKey.Of(new string('x', 32)));
        Assert.Equal(33, UidlKey.Of(new string('x', 33)).Length);
        Assert.StartsWith("#", UidlKey.Of("a b"), StringComparison.Ordinal);
        Assert.StartsWith("#", UidlKey.Of("ä"), StringComparison.Ordinal);
        Assert.NotEqual(UidlKey.Of(new string('x', 33)), UidlKey.Of(new string('x', 34)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v2 =1")]
    [InlineData("v1 1")]
    [InlineData("v1  =1")]
    [InlineData("v1 -")]
    [InlineData("v1 #short")]
    [InlineData("v1 =123456789012345678901234567890123")]
    public void Invalid_text_is_rejected(string? text)
    {
        Assert.False(Pop3Position.TryParse(text, out _));
        if (text is not null) Assert.Throws<FormatException>(() => Pop3Position.Parse(text));
    }
}
