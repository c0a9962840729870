using System.Reflection;
using System.Text;

namespace OAuthMail.Tests.Errors;

/// <summary>docs/troubleshooting.md is generated from the catalogue. Run the tests with OAUTHMAIL_ACCEPT=1 to regenerate it.</summary>
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

    [Fact]
    public void Page_equals_the_catalogue()
    {
        var file = SourceTree.PathOf("docs/troubleshooting.md");
        var page = Write();
        if (Environment.GetEnvironmentVariable("OAUTHMAIL_ACCEPT") == "1") File.WriteAllText(file, page);
        Assert.Equal(page, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string Write()
    {
        var problems = typeof(Problems).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => (Problem)p.GetValue(null)!)
            .ToList();
        var page = new StringBuilder("# Troubleshooting\n\n").Append(Wrap(
            "The message of every exception of this library ends with a code in parentheses. This page lists all codes with the meaning, "
            + "who must act, and the remedy. A program finds the same in `OAuthMailException.Problem`. This page is generated from the "
            + "catalogue in `src/OAuthMail/Errors`."));
        foreach (var (kind, title) in Sections)
        {
            var rows = problems.Where(p => p.Kind == kind).OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
            if (rows.Count == 0) continue;
            page.Append("\n## ").Append(title).Append('\n');
            foreach (var row in rows)
            {
                page.Append("\n### ").Append(row.Code).Append("\n\n").Append(Wrap(row.Meaning)).Append('\n')
                    .Append(Wrap($"**{Who(row.Responsible)}:** {row.Remedy}"));
            }
        }

        return page.ToString();
    }

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
