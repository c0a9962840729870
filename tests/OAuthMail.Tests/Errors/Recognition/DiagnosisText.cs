using System.Net;
using System.Text.Json;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors.Recognition;

/// <summary>One line of tests/Fixtures/Diagnosis/texts.tsv, whose columns its header explains.</summary>
internal sealed record DiagnosisText(
    string Set, string Provider, string Flow, string Protocol, string Step, string Text, string Challenge, string Evidence, string Code,
    string Actor, string Retry, string Source)
{
    private static readonly Dictionary<string, MailVendor> Vendors = new()
    {
        ["m365"] = MailVendor.Exchange, ["hve"] = MailVendor.Exchange, ["outlook"] = MailVendor.Outlook, ["google"] = MailVendor.Google,
        ["yahoo"] = MailVendor.Yahoo, ["aol"] = MailVendor.Yahoo, ["yandex"] = MailVendor.Yandex, ["mailru"] = MailVendor.MailRu,
        ["zoho"] = MailVendor.Zoho, ["fastmail"] = MailVendor.Fastmail, ["comcast"] = MailVendor.Other, ["other"] = MailVendor.Unknown,
    };

    private static readonly Dictionary<string, ReplyStep> Steps = new()
    {
        ["connect"] = ReplyStep.Connect, ["login"] = ReplyStep.Login, ["mailbox"] = ReplyStep.Mailbox, ["mail"] = ReplyStep.Sender,
        ["rcpt"] = ReplyStep.Recipient, ["data"] = ReplyStep.Content,
    };

    public static IReadOnlyList<DiagnosisText> All { get; } = Read("texts.tsv")
        .Select(c => new DiagnosisText(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11])).ToList();

    public static IReadOnlyDictionary<string, string> Sources { get; } = Read("sources.tsv").ToDictionary(c => c[0], c => c[1]);

    /// <summary>Returns the problem that the library finds, and whether a retry or another token helps, as in the column.</summary>
    public (Problem Problem, string Retry) Find()
    {
        if (Step is "token" or "authorize")
        {
            var found = FindInResponse();
            return (found, found.Kind == ProblemKind.Transient ? "later" : "no");
        }

        var evidence = new ReplyEvidence(Enum.Parse<MailProtocol>(Protocol, ignoreCase: true), Steps[Step], Text.Split("\\n"))
        {
            Challenge = Challenge.Length == 0 ? null : SaslErrorChallenge.TryParse(System.Text.Encoding.UTF8.GetBytes(Challenge)),
            Vendor = Vendors[Provider],
            Flow = Flow switch
            {
                "app" => OAuthFlow.ClientCredentials,
                "delegation" => OAuthFlow.JwtBearer,
                "user" => OAuthFlow.AuthorizationCode,
                _ => null,
            },
            IsFreshToken = Evidence.Contains("fresh", StringComparison.Ordinal),
        };
        var match = ServerReplyCatalogue.Find(evidence);
        return (match.Problem, match.NewTokenMayHelp ? "token" : match.Problem.Kind == ProblemKind.Transient ? "later" : "no");
    }

    /// <summary>Returns the difference from the right answer, or <see langword="null"/> if there is none.</summary>
    public string? FindMistake()
    {
        var (problem, retry) = Find();
        var isRight = IsOneOf(Code, problem.Code) && IsOneOf(Actor, problem.Responsible.ToString()) && IsOneOf(Retry, retry);
        return isRight ? null : $"{Code} {Actor} {Retry} <> {problem.Code} {problem.Responsible} {retry}: {Provider} {Step}: {Text}";
    }

    /// <summary>Returns whether the right person is asked to act, and whether the library's own retry is right, whatever the
    /// problem.</summary>
    public bool LeadsToTheRightAction()
    {
        var (problem, retry) = Find();
        return IsOneOf(Actor, problem.Responsible.ToString()) && IsOneOf(Retry, retry);
    }

    private static bool IsOneOf(string wanted, string actual) => wanted.Split('|').Contains(actual);

    private Problem FindInResponse()
    {
        using var document = JsonDocument.Parse(Text);
        string? Member(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        var error = new TokenError
        {
            Error = Member("error"),
            Description = Member("error_description"),
            Subcode = Member("suberror") ?? Member("error_subtype"),
            Codes = document.RootElement.TryGetProperty("error_codes", out var codes)
                ? codes.EnumerateArray().Select(code => code.GetInt32()).ToArray()
                : [],
        };
        var status = Evidence.StartsWith("status=", StringComparison.Ordinal)
            ? int.Parse(Evidence[7..], System.Globalization.CultureInfo.InvariantCulture)
            : 400;
        var found = TokenErrorCatalogue.Find(
            (HttpStatusCode)status, error, isRefresh: Flow == "user" && Step == "token", isApplication: Flow is "app" or "delegation");

        return Flow == "password" ? TokenErrorCatalogue.ForPassword(found) : found;
    }

    private static IEnumerable<string[]> Read(string file) =>
        File.ReadAllLines(SourceTree.PathOf("tests", "Fixtures", "Diagnosis", file))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'));
}
