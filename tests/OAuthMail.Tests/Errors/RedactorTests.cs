using System.Net;
using System.Text;
using OAuthMail.Errors;
using OAuthMail.Flows;

namespace OAuthMail.Tests.Errors;

public class RedactorTests
{
    private const string Token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.payloadpayloadpayload.signaturesignature";
    private const string Password = "Aß/1+Gjd7 =%?Zq&v-xY";

    public static TheoryData<string, string> Echoes
    {
        get
        {
            var echoes = new TheoryData<string, string>();
            foreach (var secret in new[] { Token, Password })
            {
                var escaped = Uri.EscapeDataString(secret);
                string[] plain =
                [
                    secret, secret.ToUpperInvariant(), secret.ToLowerInvariant(), $"x{secret}y", $"\"{secret}\"", escaped,
                    escaped.ToLowerInvariant(), escaped.Replace("%20", "+", StringComparison.Ordinal), Uri.EscapeDataString(escaped),
                ];
                foreach (var form in plain)
                {
                    echoes.Add(secret, form);
                    for (var before = 0; before < 3; before++)
                    {
                        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("xyz"[..before] + form + "z"));
                        if (form == secret || form == escaped) echoes.Add(secret, encoded);
                        if (form != secret) continue;
                        echoes.Add(secret, encoded.Replace('+', '-').Replace('/', '_').TrimEnd('='));
                        echoes.Add(secret, Uri.EscapeDataString(encoded));
                        echoes.Add(secret, string.Join("\r\n ", encoded.Chunk(10).Select(part => new string(part))));
                        echoes.Add(secret, encoded.ToLowerInvariant());
                    }
                }
            }

            return echoes;
        }
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public void Echo_of_a_secret_is_removed_in_every_form(string secret, string echo)
    {
        var redactor = new Redactor();
        redactor.Add(secret);
        var clean = redactor.Clean($"535 5.7.8 refused: {echo} (sorry)");
        Assert.StartsWith("535 5.7.8 refused: ", clean, StringComparison.Ordinal);
        Assert.EndsWith(" (sorry)", clean, StringComparison.Ordinal);
        Assert.Contains("<redacted>", clean, StringComparison.Ordinal);
        for (var at = 0; at + 9 <= echo.Length; at++) Assert.DoesNotContain(echo.Substring(at, 9), clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not-a-token-")]
    [InlineData("ZZZZZZZ")]
    public void Part_of_a_secret_is_removed_wherever_it_begins(string before)
    {
        var redactor = new Redactor();
        redactor.Add(Token);
        for (var begin = 0; begin + 14 <= Token.Length; begin++)
        {
            var part = Token.Substring(begin, 14);
            Assert.Equal("# <redacted> b", redactor.Clean($"# {before}{part}_z b"));
        }
    }

    [Theory]
    [InlineData("535 5.7.8 nothing secret here")]
    [InlineData("")]
    [InlineData("payload")]
    [InlineData("100%25 of the pay load %zz %")]
    public void Other_text_is_not_changed(string text)
    {
        var redactor = new Redactor();
        redactor.Add(Token);
        Assert.Equal(text, redactor.Clean(text));
    }

    [Fact]
    public void Short_password_is_removed_in_every_form()
    {
        var redactor = new Redactor();
        redactor.Add("hun:ter 2");
        string[] echoes =
            ["hun:ter 2", "HUN:TER 2", "hun%3Ater%202", "hun%3ater%202", "aHVuOnRlciAy", "AGFsaWNlAGh1bjp0ZXIgMg=="];
        foreach (var echo in echoes)
        {
            Assert.Equal("no: <redacted>", redactor.Clean("no: " + echo).Replace("AGFsaWNlA", "", StringComparison.Ordinal)
                .Replace("Mg==", "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.OK)]
    public void Secret_in_the_content_type_of_a_response_is_removed(HttpStatusCode status)
    {
        var redactor = new Redactor();
        redactor.Add(Token);
        var answer = new OAuthAnswer(status, $"text/{Token}", [], truncated: false, retryAfter: null) { Redactor = redactor };
        var endpoint = new Uri("https://as.example/token");
        var failure = status == HttpStatusCode.OK
            ? TokenErrors.NotJson(endpoint, answer)
            : TokenErrors.FromAnswer(endpoint, answer, RequestSafety.Repeatable);
        Assert.Contains("<redacted>", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token[10..30], failure.Message, StringComparison.Ordinal);
    }
}
