using System.Buffers.Text;
using System.Text;
using OAuthMail.Tests;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Import;
using OAuthMail.Tool.Sendmail;
using OAuthMail.Tool.Setup;
using OAuthMail.Tool.TestServer;

namespace OAuthMail.Tool.Tests.Fuzzing;

/// <summary>
/// Runs the parsers of the command with mutated inputs: files of other programs, arguments and messages of programs that call
/// <c>sendmail</c>, and its spool. Each input is parsed, or rejected as a mistake of the user.
/// </summary>
public sealed class ParserFuzzTests
{
    [Fact]
    public void Files_of_other_programs_are_parsed_or_rejected() => ParserFuzz.RunText("program-files", input =>
    {
        ParsedOrRejected(() => IniFile.Parse(input, "emailproxy.config"));
        ParsedOrRejected(() => PizauthConfiguration.Parse(input, "pizauth.conf"));
        ParsedOrRejected(() => MsalCacheSource.Read(SourceFile.ParseJson(input, "'cache.json'"), "'cache.json'", new ImportRequest()));
    });

    [Fact]
    public void Sources_of_an_import_read_or_reject_any_file()
    {
        using var folder = new TemporaryFile();
        ParserFuzz.Run("program-files", input =>
        {
            File.WriteAllBytes(folder.Path, input);
            var request = new ImportRequest { File = folder.Path, SettingsFile = folder.Path };
            foreach (var source in new IImportSource[] { new GoogleJsonSource(), new MsalCacheSource(), new PizauthSource() })
            {
                ParsedOrRejected(() => source.Read(request));
            }
        }, divisor: 10);
    }

    [Fact]
    public void Envelopes_of_the_spool_are_parsed_or_rejected() => ParserFuzz.RunText("spool", input =>
    {
        if (SpooledMail.Parse("1", input) is { } mail) Assert.True(Enum.IsDefined(mail.State));
    });

    [Fact]
    public void Arguments_of_sendmail_are_parsed_or_rejected() => ParserFuzz.RunText(
        "sendmail-arguments", input => ParsedOrRejected(() => SendmailArguments.Parse(input.Split(' '))));

    [Fact]
    public void Messages_of_sendmail_are_read_or_rejected() => ParserFuzz.Run("sendmail-messages", input =>
    {
        foreach (var ignoresDots in new[] { false, true })
        {
            ParsedOrRejected(() =>
            {
                using var stream = new MemoryStream(input);
                Assert.True(SendmailMessage.Read(stream, ignoresDots).Length <= (2 * input.Length) + 4);
            });
        }
    });

    [Fact]
    public void Claims_of_tokens_are_found_or_ignored() => ParserFuzz.Run("id-tokens", input =>
    {
        TokenClaims.Find($"e30.{Base64Url.EncodeToString(input)}.", "oid");
        TokenClaims.Find(Encoding.UTF8.GetString(input), "sub");
    });

    [Fact]
    public void Ports_of_the_test_server_are_parsed_or_rejected() => ParserFuzz.RunText("test-server-ports", input =>
    {
        if (!TestServerPorts.TryParse(input, out _, out var problem)) Assert.NotEmpty(problem);
    });

    private static void ParsedOrRejected(Action parse)
    {
        try
        {
            parse();
        }
        catch (UsageException rejected)
        {
            Assert.True(Encoding.UTF8.GetByteCount(rejected.Message) < 20_000);
        }
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
