using OAuthMail.Errors;

namespace OAuthMail.Tests.Errors;

public class ForeignTextTests
{
    [Theory]
    [InlineData("a\u001b[31mb", "a [31mb")]
    [InlineData("a\u0007b", "a b")]
    [InlineData("a\u009bb", "a b")]
    [InlineData("a\u202eb\u2066c\u200fd", "a b c d")]
    [InlineData("a\u200bb\ufeffc\u00add", "a b c d")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("a\udb40\udc41b", "a b")]
    [InlineData("Zoë 日本 😀", "Zoë 日本 😀")]
    public void Characters_that_are_not_shown_as_themselves_are_replaced(string text, string expected) =>
        Assert.Equal(expected, ForeignText.Clean(text, 100));

    [Fact]
    public void Halves_of_surrogate_pairs_are_replaced() => Assert.Equal("a b ", ForeignText.Clean("a\ud800b\udc00", 100));

    [Theory]
    [InlineData("abc", 2, "ab")]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("ab😀", 4, "ab😀")]
    public void Text_is_truncated_between_characters(string text, int most, string expected) =>
        Assert.Equal(expected, ForeignText.Clean(text, most));

    [Fact]
    public void Names_of_an_identity_are_cleaned()
    {
        var identity = new TokenIdentity("https://issuer.example", "id\u202e", ["al\u001b[2Jice", "bob"]);
        Assert.Equal(["al [2Jice", "bob"], identity.UserNames);
        Assert.Equal("al [2Jice", identity.ToString());
        Assert.Equal("id\u202e", identity.Subject);
        Assert.Equal("id ", new TokenIdentity("https://issuer.example", "id\u202e", []).ToString());
    }
}
