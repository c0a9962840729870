using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OAuthMail.Flows;
using OAuthMail.SignIn;

namespace OAuthMail.Tests.Flows;

/// <summary>Checks that parsers of untrusted input return a result or refuse the input, and never fail in another way.</summary>
public class AnswerPropertyTests
{
    private const int Inputs = 100_000;

    /// <summary>The seed, so that every run has the same inputs.</summary>
    private const string Seed = "20260101,1";

    private static readonly Uri Endpoint = new("https://id.example/token");

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "null", "true", "-1", "0", "1e999", "3600", "\"3600\"",
        "access_token", "token_type", "Bearer", "expires_in",
        "refresh_token", "id_token", "scope", "error", "invalid_grant", "error_description", "error_codes", "[50076]",
        "eyJhbGciOiJub25lIn0.e30.", "a.b.c", "\u0001", "\r\n", "é", "\0",
        "code=", "state=", "&", "?", "#", "http://127.0.0.1/", "%00", "%zz", "+", "iss=", "=", "status", "interval",
    ];

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Replay = Seed, Arbitrary = [typeof(TokenAnswers)])]
    public void Token_response_is_parsed_or_refused(string text)
    {
        foreach (var status in new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.ServiceUnavailable })
        {
            try
            {
                var answer = new OAuthAnswer(status, "application/json", Encoding.UTF8.GetBytes(text), false, null);
                var client = new ClientRegistration("service");
                var grant = TokenAnswer.Read(Endpoint, answer, RequestSafety.Repeatable, client, DateTimeOffset.UnixEpoch);
                Assert.NotEmpty(grant.AccessToken.Value);
            }
            catch (OAuthMailException refusal)
            {
                Assert.True(refusal.Message.Length < 6000);
            }
        }
    }

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Replay = Seed, Arbitrary = [typeof(Redirects)])]
    public void Redirect_is_parsed_or_refused(string text)
    {
        try
        {
            var answer = RedirectAnswer.Parse(text);
            Assert.True(answer.Code is not null || answer.Error is not null);
        }
        catch (OAuthMailException refusal)
        {
            Assert.Equal(Problems.RedirectInvalid, refusal.Problem);
        }
    }

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Replay = Seed, Arbitrary = [typeof(Challenges)])]
    public void Challenge_is_parsed_or_refused(string text)
    {
        var challenge = SaslErrorChallenge.TryParse(Encoding.UTF8.GetBytes(text));
        if (challenge is not null) Assert.DoesNotContain(challenge.Json, char.IsControl);
        SaslErrorChallenge.TryParse(text);
    }

    /// <summary>Random text, combinations of relevant pieces, and mutations of a valid input, one third each.</summary>
    private static Arbitrary<string> Like(string good)
    {
        var random = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        var pieces = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);
        var mutations =
            from at in Gen.Choose(0, good.Length - 1)
            from length in Gen.Choose(0, 12)
            from piece in Gen.Elements(Pieces)
            select good[..at] + piece + good[Math.Min(good.Length, at + length)..];
        return Gen.OneOf(random, pieces, mutations).ToArbitrary();
    }

    private static class TokenAnswers
    {
        public static Arbitrary<string> Inputs() => Like(
            "{\"access_token\":\"T\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"R\",\"scope\":\"mail\","
            + "\"id_token\":\"eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIiwic3ViIjoicyJ9.\"}");
    }

    private static class Redirects
    {
        public static Arbitrary<string> Inputs() => Like("http://127.0.0.1:5000/?code=abc&state=def&iss=https%3A%2F%2Fid.example");
    }

    private static class Challenges
    {
        public static Arbitrary<string> Inputs() =>
            Like("{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}");
    }
}
