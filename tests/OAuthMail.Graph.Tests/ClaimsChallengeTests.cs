using System.Text;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.Graph.Tests;

public class ClaimsChallengeTests
{
    private const string Claims = """{"access_token":{"nbf":{"value":"1?>"}}}""";

    private static string Challenge(string claims) =>
        $"Bearer realm=\"\", authorization_uri=\"https://login\", error=\"insufficient_claims\", claims=\"{claims}\"";

    [Fact]
    public void Claims_in_both_kinds_of_base64_are_read()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Claims));

        Assert.Equal(Claims, ClaimsChallenge.Read(Challenge(encoded)));
        Assert.Equal(Claims, ClaimsChallenge.Read(Challenge(encoded.TrimEnd('=').Replace('+', '-').Replace('/', '_'))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer error=\"invalid_token\", claims=\"e30=\"")]
    [InlineData("Bearer error=\"insufficient_claims\"")]
    [InlineData("Bearer error=\"insufficient_claims\", claims=\"e30=")]
    [InlineData("Bearer error=\"insufficient_claims\", claims=\"%\"")]
    [InlineData("Bearer error=\"insufficient_claims\", claims=\"W10=\"")]
    [InlineData("Bearer error=\"insufficient_claims\", claims=\"bm90IEpTT04=\"")]
    public void Challenge_without_readable_claims_has_none(string? challenge) => Assert.Null(ClaimsChallenge.Read(challenge));

    [Fact]
    public void Capability_is_added_to_the_claims()
    {
        Assert.Equal("""{"access_token":{"xms_cc":{"values":["cp1"]}}}""", ClaimsChallenge.WithCapability("{}"));
        Assert.Equal(
            """{"id_token":null,"access_token":{"xms_cc":{"values":["cp1"]}}}""",
            ClaimsChallenge.WithCapability("""{"id_token":null,"access_token":null}"""));
        Assert.Equal("not JSON", ClaimsChallenge.WithCapability("not JSON"));
    }
}
