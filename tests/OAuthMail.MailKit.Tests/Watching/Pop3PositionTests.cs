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
        Assert.Equal("v2 cbf29ce484222325", Pop3Position.Beginning.ToString());
    }

    [Fact]
    public void Text_without_a_checksum_is_still_parsed()
    {
        var position = Pop3Position.Parse("v1 =1-10 -=1-9");
        Assert.Equal(["=1-10", "=1-9"], position.Seen);
        Assert.Equal(["=1-9"], position.Deleted);
        Assert.Equal(Pop3Position.Beginning, Pop3Position.Parse("v1"));
        Assert.Equal(position, Pop3Position.Parse(position.ToString()));
    }

    [Fact]
    public void Cut_or_changed_text_is_rejected()
    {
        var text = Pop3Position.Parse("v1 =1-1 -=1-10 -=1-11").ToString();
        for (var length = 0; length < text.Length; length++) Assert.False(Pop3Position.TryParse(text[..length], out _), text[..length]);
        Assert.False(Pop3Position.TryParse(text.Replace("-=1-10", "-=1-12", StringComparison.Ordinal), out _));
        Assert.False(Pop3Position.TryParse(text.Replace("-=1-10", "=1-10", StringComparison.Ordinal), out _));
        Assert.False(Pop3Position.TryParse(text + "0", out _));
        Assert.False(Pop3Position.TryParse(text + " =1-13", out _));
    }

    [Fact]
    public void Position_after_each_message_costs_only_its_text()
    {
        const int messages = 4000;
        var progress = new Pop3Progress([]);
        var last = "";
        long characters = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < messages; i++)
        {
            progress.Deliver($"=uid-{i:D5}");
            last = progress.GetPosition().ToString();
            characters += last.Length;
        }

        // Twice the text: once for the words, once with the checksum. Before, it was ten times the text.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (characters * 2 * 2) + (messages * 2000));
        Assert.Equal(messages, Pop3Position.Parse(last).Seen.Count());
    }

    [Fact]
    public void Positions_stay_as_they_were_when_the_watch_goes_on()
    {
        var progress = new Pop3Progress([]);
        progress.Deliver("=1");
        var first = progress.GetPosition();
        progress.Deliver("=2");
        progress.Delete("=2");
        var second = progress.GetPosition();
        progress.Delete("=1");
        var third = progress.GetPosition();
        progress.Forget(["=2"]);
        Assert.Equal(new Pop3Position(["=1"], []), first);
        Assert.Equal(new Pop3Position(["=1", "=2"], ["=2"]), second);
        Assert.Equal(new Pop3Position(["=1", "=2"], ["=1", "=2"]), Pop3Position.Parse(third.ToString()));
        Assert.Equal(new Pop3Position(["=1"], ["=1"]), Pop3Position.Parse(progress.GetPosition().ToString()));
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
