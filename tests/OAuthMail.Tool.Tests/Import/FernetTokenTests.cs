using OAuthMail.Tool.Import;

namespace OAuthMail.Tool.Tests.Import;

public class FernetTokenTests
{
    private const string Token =
        "gAAAAABlU_EAEBESExQVFhcYGRobHB0eHxaQPdTxbJiFJ0R_UhEi-us8aSoWpylk10QTfNVXSoUIF8ku-KYjHEQD1XJJR1BCES5xP5NWqR7AExadkTVZul0=";

    private static readonly byte[] Salt = Convert.FromBase64String("AAECAwQFBgcICQoLDA0ODw==");

    [Fact]
    public void Token_of_the_proxy_is_decrypted() =>
        Assert.Equal("1//refresh-example", FernetToken.TryDecrypt(Token, "local-password", Salt, 100_000));

    [Theory]
    [InlineData(Token, "other-password", 100_000)]
    [InlineData(Token, "local-password", 100_001)]
    [InlineData("", "local-password", 1)]
    [InlineData("not base64!", "local-password", 1)]
    [InlineData("gAAAAABlU_EA", "local-password", 1)]
    public void Wrong_password_and_malformed_tokens_have_no_text(string token, string password, int iterations) =>
        Assert.Null(FernetToken.TryDecrypt(token, password, Salt, iterations));

    [Fact]
    public void Changed_token_has_no_text()
    {
        for (var i = 0; i < Token.Length - 1; i += 7)
        {
            var changed = Token[..i] + (Token[i] == 'A' ? 'B' : 'A') + Token[(i + 1)..];
            Assert.Null(FernetToken.TryDecrypt(changed, "local-password", Salt, 1));
        }
    }
}
