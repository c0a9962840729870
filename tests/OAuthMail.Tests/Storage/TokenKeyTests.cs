namespace OAuthMail.Tests.Storage;

public class TokenKeyTests
{
    [Fact]
    public void Different_parts_have_different_keys()
    {
        Assert.NotEqual(TokenKey.Create("k", "ab", "c"), TokenKey.Create("k", "a", "bc"));
        Assert.NotEqual(TokenKey.Create("k", "", "a"), TokenKey.Create("k", null, "a"));
        Assert.NotEqual(TokenKey.Create("k", "1:a;"), TokenKey.Create("k", "a"));
        Assert.Equal(TokenKey.Create("k", "a", null), TokenKey.Create("k", "a", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../etc")]
    [InlineData("A")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void Key_that_is_not_a_valid_file_name_is_refused(string value) => Assert.Throws<ArgumentException>(() => new TokenKey(value));
}
