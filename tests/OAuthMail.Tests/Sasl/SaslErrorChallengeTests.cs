using System.Text;

namespace OAuthMail.Tests.Sasl;

public class SaslErrorChallengeTests
{
    [Fact]
    public void Challenge_of_Gmail_is_parsed()
    {
        var challenge = SaslErrorChallenge.TryParse(
            "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==")!;
        Assert.Equal("400", challenge.Status);
        Assert.Equal("Bearer", challenge.Schemes);
        Assert.Equal("https://mail.google.com/", challenge.Scope);
        Assert.Null(challenge.OpenIdConfiguration);
        Assert.Equal("{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}", challenge.Json);
    }

    [Fact]
    public void Challenge_of_the_RFC_is_parsed()
    {
        var challenge = Parse(
            """{"status":"invalid_token","scope":"example_scope","""
            + """ "openid-configuration":"https://example.com/.well-known/openid-configuration"}""")!;
        Assert.Equal("invalid_token", challenge.Status);
        Assert.Equal("example_scope", challenge.Scope);
        Assert.Equal("https://example.com/.well-known/openid-configuration", challenge.OpenIdConfiguration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("not base64!")]
    [InlineData("AQ==")]
    [InlineData("bm90IGpzb24=")]
    [InlineData("W10=")]
    public void Invalid_challenge_returns_null(string? text) => Assert.Null(SaslErrorChallenge.TryParse(text));

    [Fact]
    public void Too_long_challenge_returns_null() =>
        Assert.Null(Parse($$"""{"status":"{{new string('x', SaslErrorChallenge.MaximumLength)}}"}"""));

    [Fact]
    public void Control_characters_in_a_challenge_are_replaced()
    {
        var challenge = Parse("{\"status\":\"a\\u001b[31m\\r\\nb\",\"scope\":12}")!;
        Assert.DoesNotContain(challenge.Status!, char.IsControl);
        Assert.Equal("12", challenge.Scope);
    }

    private static SaslErrorChallenge? Parse(string json) =>
        SaslErrorChallenge.TryParse(Convert.ToBase64String(Encoding.UTF8.GetBytes(json)));
}
