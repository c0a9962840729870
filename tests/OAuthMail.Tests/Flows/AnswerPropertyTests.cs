using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OAuthMail.Flows;
using OAuthMail.SignIn;

namespace OAuthMail.Tests.Flows;

/// <summary>Parsers of what strangers send: whatever comes, they answer or refuse, and never fail in another way.</summary>
public class AnswerPropertyTests
{
    private const int Inputs = 100_000;

    private static readonly Uri Endpoint = new("https://id.example/token");

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "null", "true", "-1", "0", "1e999", "3600", "\"3600\"", "access_token", "token_type", "Bearer", "expires_in",
        "refresh_token", "id_token", "scope", "error", "invalid_grant", "error_description", "error_codes", "[50076]", "eyJhbGciOiJub25lIn0.e30.", "a.b.c", "\u0001", "\r\n", "é", "\0",
        "code=", "state=", "&", "?", "#", "http://127.0.0.1/", "%00", "%zz", "+", "iss=", "=", "status", "interval",
    ];

    [Fact]
    public void A_token_answer_never_fails_in_an_unexpected_way() =>
        ForAll(
            "{\"access_token\":\"T\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"R\",\"scope\":\"mail\",\"id_token\":\"eyJhbGciOiJub25lIn0.eyJpc3MiOiJpIiwic3ViIjoicyJ9.\"}",
            text =>
            {
                foreach (var status in new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.ServiceUnavailable })
                {
                    try
                    {
                        var grant = TokenAnswer.Read(Endpoint, new OAuthAnswer(status, "application/json", Encoding.UTF8.GetBytes(text), false, null), RequestSafety.Repeatable, new ClientRegistration("service"), DateTimeOffset.UnixEpoch);
                        Assert.NotEmpty(grant.AccessToken.Value);
                    }
                    catch (OAuthMailException refusal)
                    {
                        Assert.True(refusal.Message.Length < 6000);
                    }
                }
            });

    [Fact]
    public void A_redirect_never_fails_in_an_unexpected_way() =>
        ForAll("http://127.0.0.1:5000/?code=abc&state=def&iss=https%3A%2F%2Fid.example", text =>
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
        });

    [Fact]
    public void A_challenge_never_fails_in_an_unexpected_way() =>
        ForAll("{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}", text =>
        {
            var challenge = SaslErrorChallenge.TryParse(Encoding.UTF8.GetBytes(text));
            if (challenge is not null) Assert.DoesNotContain(challenge.Json, char.IsControl);
            SaslErrorChallenge.TryParse(text);
        });

    /// <summary>Random text, text out of the pieces that matter, and mutations of a good answer, a third each.</summary>
    private static void ForAll(string good, Action<string> check)
    {
        var random = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
        var pieces = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);
        var mutations =
            from at in Gen.Choose(0, good.Length - 1)
            from length in Gen.Choose(0, 12)
            from piece in Gen.Elements(Pieces)
            select good[..at] + piece + good[Math.Min(good.Length, at + length)..];
        var inputs = Gen.OneOf(random, pieces, mutations);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Inputs).WithReplay(new Replay(new Rnd(20260101, 1), null)), Prop.ForAll(inputs.ToArbitrary(), check));
    }
}
