using System.Reflection;
using System.Text;
using OAuthMail.Errors.Recognition;
using OAuthMail.Tests.Errors.Recognition;

namespace OAuthMail.Tests.Errors;

/// <summary>
/// docs/troubleshooting.md and docs/troubleshooting-servers.md are generated from the catalogue. Run the tests with OAUTHMAIL_ACCEPT=1 to
/// regenerate them.
/// </summary>
public class TroubleshootingPageTests
{
    private static readonly (ProblemKind Kind, string Title)[] Sections =
    [
        (ProblemKind.SignInRequired, "A user must sign in"),
        (ProblemKind.Policy, "An administrator must act"),
        (ProblemKind.Configuration, "The configuration or the registration is wrong"),
        (ProblemKind.TokenRefused, "The mail server rejected the token"),
        (ProblemKind.Transient, "Temporary problems"),
        (ProblemKind.Storage, "Stored tokens"),
        (ProblemKind.Security, "A secret would have been exposed"),
        (ProblemKind.Protocol, "A server violated its protocol"),
    ];

    private static readonly (string Id, string Title)[] Providers =
    [
        ("m365 hve", "Microsoft 365"), ("outlook", "Outlook.com"), ("google", "Gmail and Google Workspace"),
        ("yahoo aol", "Yahoo and AOL"), ("yandex", "Yandex"), ("mailru", "Mail.ru"), ("zoho", "Zoho"),
        ("fastmail comcast", "Fastmail and Comcast"),
    ];

    private static readonly (string Id, string Title)[] OtherServers =
    [
        ("smtp", "SMTP"), ("imap", "IMAP"), ("pop3", "POP3"), ("authorize token", "Sign-in servers"),
    ];

    private static readonly string[] Protocols = ["smtp", "imap", "pop3", "authorize", "token"];

    /// <summary>Gets the texts that servers send. Others were made to be mistaken for them.</summary>
    private static IEnumerable<DiagnosisText> Texts => DiagnosisText.All.Where(text => text.Set != "review");

    [Fact]
    public void Exceptions_link_to_their_section()
    {
        var page = File.ReadAllText(SourceTree.PathOf("docs/troubleshooting.md")).ReplaceLineEndings("\n");
        var failure = new OAuthMailException(Problems.MailboxNotConnected, "x");
        Assert.Equal("docs/troubleshooting.md#mailbox-not-connected", failure.HelpLink);
        var sections = page.Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..])
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(AllProblems(), problem => Assert.Contains(problem.HelpLink.Split('#')[1], sections));
    }

    [Fact]
    public void Page_equals_the_catalogue() => AssertPage("docs/troubleshooting.md", Write());

    [Fact]
    public void Page_of_other_servers_equals_the_catalogue() => AssertPage("docs/troubleshooting-servers.md", WriteOtherServers());

    private static void AssertPage(string path, string page)
    {
        var file = SourceTree.PathOf(path);
        if (Environment.GetEnvironmentVariable("OAUTHMAIL_ACCEPT") == "1") File.WriteAllText(file, page);
        Assert.Equal(page, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string Write()
    {
        var problems = AllProblems();
        var page = new StringBuilder("# Troubleshooting\n\n").Append(Wrap(
            "The message of every exception of this library ends with a code in parentheses. Find it below, or find the server's words in "
            + "the tables: what you see, what it means, who must act, and what to do. A program finds the same in "
            + "`OAuthMailException.Problem` and, with the account's own values and further causes, in `OAuthMailException.Diagnosis`; "
            + "`HelpLink` is the address of the section. In remedies, names in angle brackets stand for values of your account. Words of "
            + "servers that belong to none of these providers are on a [page of their own](troubleshooting-servers.md). This page "
            + "is generated from the catalogue in `src/OAuthMail/Errors` and from the texts in `tests/Fixtures/Diagnosis`."));
        AppendTexts(page);
        foreach (var (kind, title) in Sections)
        {
            var rows = problems.Where(p => p.Kind == kind).OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
            if (rows.Count == 0) continue;
            page.Append("\n## ").Append(title).Append('\n');
            foreach (var row in rows)
            {
                page.Append("\n### ").Append(row.Code).Append("\n\n").Append(Wrap($"**What it means:** {row.Meaning}")).Append('\n')
                    .Append(Wrap($"**{Who(row.Responsible)}:** {Escape(row.Remedy)}"));
                foreach (var (provider, text) in Remedies.Of(row))
                {
                    page.Append('\n').Append(Wrap($"**{provider}:** {Escape(text)}"));
                }
            }
        }

        return page.ToString();
    }

    private static List<Problem> AllProblems() =>
        [.. typeof(Problems).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => (Problem)p.GetValue(null)!)];

    /// <summary>Appends the tables of the servers' words: one for each provider, in the order of protocols.</summary>
    private static void AppendTexts(StringBuilder page)
    {
        page.Append("\n## By the server's words\n");
        foreach (var (id, title) in Providers)
        {
            AppendTable(page, title, "", Texts.Where(text => id.Split(' ').Contains(text.Provider)));
        }
    }

    private static string WriteOtherServers()
    {
        var page = new StringBuilder("# Words of other servers\n\n").Append(Wrap(
            "Replies of mail servers and sign-in servers of any operator, with their problems. Search this page for the words of your "
            + "server. [Troubleshooting](troubleshooting.md) tells what a problem means and what to do, and has the words of Microsoft, "
            + "Google and other large providers. This page is generated from the texts in `tests/Fixtures/Diagnosis`."))
            .Append("\n## By protocol\n");
        foreach (var (id, title) in OtherServers)
        {
            AppendTable(
                page, title, "troubleshooting.md",
                Texts.Where(text => text.Provider == "other" && id.Split(' ').Contains(text.Protocol)));
        }

        return page.ToString();
    }

    private static void AppendTable(StringBuilder page, string title, string target, IEnumerable<DiagnosisText> texts)
    {
        page.Append("\n### ").Append(title).Append("\n\n| where | what you see | problem | who acts |\n| --- | --- | --- | --- |\n");
        var rows = texts.OrderBy(text => Array.IndexOf(Protocols, text.Protocol)).ThenBy(text => text.Text, StringComparer.Ordinal)
            .Select(text => (text, text.Find().Problem))
            .Select(row => $"| {WhereOf(row.text)} | `{Shorten(row.text.Text)}` | [{row.Problem.Code}]({target}#{row.Problem.Code}) "
                + $"| {Who(row.Problem.Responsible)} |\n");
        page.AppendJoin("", rows.Distinct());
    }

    private static string WhereOf(DiagnosisText text)
    {
        var flow = text.Flow switch { "app" => ", application", "delegation" => ", service account", _ => "" };
        var place = text.Protocol is "token" or "authorize" ? "sign-in server" : text.Protocol.ToUpperInvariant();
        return $"{place}{flow}{(text.Challenge.Length > 0 ? ", with a challenge" : "")}";
    }

    /// <summary>Returns the beginning of a text, without what differs each time and without characters that end a table's cell.</summary>
    private static string Shorten(string text)
    {
        if (text[0] == '{')
        {
            using var document = System.Text.Json.JsonDocument.Parse(text);
            text = string.Join(' ', new[] { "error", "error_description" }
                .Select(name => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null).OfType<string>());
        }

        text = text.Replace("\\n", " ", StringComparison.Ordinal).Replace('|', ' ').Replace('`', '\'');
        text = string.Join(' ', text.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 90 ? text : $"{text[..text.LastIndexOf(' ', 90)]} …";
    }

    /// <summary>Shows names in angle brackets, which Markdown would take for tags.</summary>
    private static string Escape(string text) =>
        text.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Breaks text into lines of at most 120 characters.</summary>
    private static string Wrap(string text)
    {
        var wrapped = new StringBuilder();
        var length = 0;
        foreach (var word in text.Split(' '))
        {
            if (length > 0) wrapped.Append(length + 1 + word.Length > 120 ? '\n' : ' ');
            length = length > 0 && length + 1 + word.Length <= 120 ? length + 1 + word.Length : word.Length;
            wrapped.Append(word);
        }

        return wrapped.Append('\n').ToString();
    }

    private static string Who(Responsible responsible) => responsible switch
    {
        Responsible.None => "No action is needed",
        Responsible.User => "The owner of the mailbox",
        Responsible.Administrator => "The administrator",
        Responsible.Developer => "The developer",
        _ => "The operator of the machine",
    };
}
