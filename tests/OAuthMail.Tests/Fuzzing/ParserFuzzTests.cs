using System.Net;
using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.Flows;
using OAuthMail.Flows.Requests;
using OAuthMail.Networking;
using OAuthMail.Providers;
using OAuthMail.SignIn;
using OAuthMail.Storage;
using OAuthMail.Storage.Files;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Tests.Fuzzing;

/// <summary>
/// Runs the parsers of the core with mutated inputs: what servers, users and files contain. Each input is parsed, or rejected with the
/// exception that its callers handle.
/// </summary>
public sealed class ParserFuzzTests
{
    private static readonly Uri Endpoint = new("https://id.example/token");

    private static readonly ReplyStep[] Steps =
    [
        ReplyStep.Connect, ReplyStep.Login, ReplyStep.Mailbox, ReplyStep.Sender, ReplyStep.Recipient, ReplyStep.Content,
    ];

    [Fact]
    public void Token_responses_are_parsed_or_rejected() => ParserFuzz.Run("token-responses", input =>
    {
        var client = new ClientRegistration("service");
        foreach (var status in new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.InternalServerError })
        {
            var answer = new OAuthAnswer(status, "application/json", input, false, null);
            ParsedOrRejected(() => Assert.NotEmpty(
                TokenAnswer.Read(Endpoint, answer, RequestSafety.Repeatable, client, DateTimeOffset.UnixEpoch).AccessToken.Value));
        }
    });

    [Fact]
    public void Device_authorization_responses_are_parsed_or_rejected() => ParserFuzz.Run("device-responses", input =>
    {
        var answer = new OAuthAnswer(HttpStatusCode.OK, "application/json", input, false, null);
        ParsedOrRejected(() =>
        {
            var device = DeviceCodeFlow.Read(Endpoint, answer, DateTimeOffset.UnixEpoch);
            Assert.True(device.VerificationUri.Scheme is "https" or "http");
            Assert.DoesNotContain(device.UserCode, char.IsControl);
        });
    });

    [Fact]
    public void Metadata_of_authorization_servers_is_parsed_or_rejected() => ParserFuzz.Run("metadata", input =>
    {
        var answer = new OAuthAnswer(HttpStatusCode.OK, "application/json", input, false, null);
        ParsedOrRejected(() =>
        {
            var server = AuthorizationServerDiscovery.Read(Endpoint, answer, "https://id.example");
            Assert.Equal("https", server.TokenEndpoint.Scheme);
            Assert.Equal("https://id.example", server.Issuer);
        });
    });

    [Fact]
    public void ID_tokens_are_parsed_or_ignored() => ParserFuzz.RunText("id-tokens", input =>
    {
        // The corpus has the claims in clear, because a mutation of base64 would seldom remain JSON.
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(input)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        foreach (var token in new[] { input, $"e30.{encoded}.", $"e30.{input}." })
        {
            var identity = IdToken.TryRead(token, "service");
            if (identity is not null) Assert.DoesNotContain(identity.UserNames, name => name.Any(char.IsControl));
        }
    });

    [Fact]
    public void Redirects_are_parsed_or_rejected() => ParserFuzz.RunText("redirects", input => ParsedOrRejected(() =>
    {
        var answer = RedirectAnswer.Parse(input);
        Assert.True(answer.Code is not null || answer.Error is not null);
    }));

    [Fact]
    public void Forms_are_parsed_and_encoded_again() => ParserFuzz.RunText("redirects", input =>
    {
        var fields = FormEncoding.Decode(input);
        if (fields.Exists(field => field.Key.Length == 0 || HasLoneSurrogate(field.Key + field.Value))) return;
        Assert.Equal(fields, FormEncoding.Decode(FormEncoding.Encode(fields)));
    });

    [Fact]
    public void Error_challenges_are_parsed_or_ignored() => ParserFuzz.Run("challenges", input =>
    {
        var challenge = SaslErrorChallenge.TryParse(input);
        if (challenge is not null) Assert.DoesNotContain(challenge.Json, char.IsControl);
        SaslErrorChallenge.TryParse(Convert.ToBase64String(input));
        SaslErrorChallenge.TryParse(Encoding.UTF8.GetString(input));
    });

    [Fact]
    public void Every_reply_has_a_problem_and_a_diagnosis() => ParserFuzz.RunText("replies", input =>
    {
        var lines = input.Split('\n');
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var step = Steps[input.Length % Steps.Length];
            var evidence = new ReplyEvidence(protocol, step, lines) { Flow = OAuthFlow.ClientCredentials };
            var match = ServerReplyCatalogue.Find(evidence);
            Assert.True(match.RetryAfter is null || match.RetryAfter >= TimeSpan.Zero);
            var diagnosis = ReplyDiagnosis.Create(match.Problem, evidence, new RemedyValues(), match.NewTokenMayHelp);
            Assert.NotEmpty(diagnosis.Causes);
            ReplyTime.Find(lines);
        }
    }, divisor: 5);

    [Fact]
    public void Mail_replies_are_read_or_rejected() => ParserFuzz.Run("replies", input =>
    {
        ReadOrRejected(input, reader => SmtpProbe.ReadReplyAsync(reader, default));
        ReadOrRejected(input, reader => ImapProbe.ReadReplyAsync(reader, "A001", 1000, default));
        ReadOrRejected(input, reader => Pop3Probe.ReadListAsync(reader, default));
        ReadOrRejected(input, reader => reader.ReadDottedAsync(1000, default));
    });

    [Fact]
    public void Keys_of_service_accounts_are_parsed_or_rejected() => ParserFuzz.RunText(
        "service-account-keys",
        input => ParsedOrRejected(() => Assert.NotEmpty(ServiceAccountKey.FromJson(input).ClientEmail)),
        divisor: 5);

    [Fact]
    public void Servers_and_proxies_of_options_are_parsed_or_rejected() => ParserFuzz.RunText("addresses", input =>
    {
        if (MailEndpointText.TryParse(input, out var endpoint)) Assert.InRange(endpoint!.Port, 1, 65535);
        if (MailProxyText.WhyNot(input, out _, out var host, out var port) is null)
        {
            Assert.NotEmpty(host);
            Assert.InRange(port, 1, 65535);
        }
    });

    [Fact]
    public void Stored_records_are_read_or_rejected() => ParserFuzz.Run("records", input =>
    {
        var codec = new TokenRecordCodec(new ProtectorRing(new AesTokenProtector(new byte[32]), []));
        ParsedOrRejected(() => TokenRecordSerializer.Deserialize(new TokenKey("key"), input));
        ParsedOrRejected(() => codec.Decode(new TokenKey("key"), input));
        _ = RecordNames.TryParse(Encoding.UTF8.GetString(input), out _);
    });

    [Fact]
    public void Files_of_a_store_are_read_or_rejected() => ParserFuzz.Run("store-files", input =>
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "oauthmail-store.json"), input);
        ParsedOrRejected(() => StoreDescription.ReadOrCreate(folder.Path, null));
    }, divisor: 5);

    [Fact]
    public void Foreign_text_never_keeps_an_invisible_character() => ParserFuzz.RunText("foreign-texts", input =>
    {
        var clean = ForeignText.Clean(input, 50);
        Assert.True(clean.Length <= 50);
        Assert.DoesNotContain(clean, c => char.IsControl(c) || c is '\u202e' or '\u2066' or '\u200f' or '\u2028' or '\ufeff');
        Assert.False(HasLoneSurrogate(clean));
    });

    [Fact]
    public void Secrets_are_removed_from_any_text() => ParserFuzz.RunText("foreign-texts", input =>
    {
        const string secret = "SECRET-of_the.user~1/2+3=";
        var redactor = new Redactor();
        redactor.Add(secret);
        var middle = input.Length / 2;
        foreach (var form in new[] { secret, secret.ToLowerInvariant(), Uri.EscapeDataString(secret), FormEncoding.Encode(secret) })
        {
            var clean = redactor.Clean(string.Concat(input.AsSpan(0, middle), form, input.AsSpan(middle)));
            Assert.DoesNotContain(form, clean, StringComparison.OrdinalIgnoreCase);
        }
    });

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    private static void ParsedOrRejected(Action parse)
    {
        try
        {
            parse();
        }
        catch (OAuthMailException rejected)
        {
            Assert.True(rejected.Message.Length < 8000);
        }
    }

    private static void ReadOrRejected<T>(byte[] input, Func<WireReader, Task<T>> read)
    {
        using var stream = new MemoryStream(input);
        try
        {
            read(new WireReader(stream)).GetAwaiter().GetResult();
        }
        catch (WireException rejected)
        {
            Assert.True(rejected.ServerWords.Sum(words => words.Length) <= input.Length);
        }
    }
}
