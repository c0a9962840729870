using System.Reflection;
using System.Text;

namespace OAuthMail.Tests.Errors;

/// <summary>docs/troubleshooting.md is made of the catalogue. Run the tests with OAUTHMAIL_ACCEPT=1 to write it anew.</summary>
public class TroubleshootingPageTests
{
    private static readonly (ProblemKind Kind, string Title)[] Sections =
    [
        (ProblemKind.SignInRequired, "A person must sign in"),
        (ProblemKind.Policy, "An administrator must act"),
        (ProblemKind.Configuration, "The configuration or the registration is wrong"),
        (ProblemKind.TokenRefused, "The mail server refused the token"),
        (ProblemKind.Transient, "It passes"),
        (ProblemKind.Storage, "Stored tokens"),
        (ProblemKind.Security, "Nothing was sent, because it would have gone to the wrong place"),
        (ProblemKind.Protocol, "A server did not keep to its protocol"),
    ];

    [Fact]
    public void The_page_says_what_the_catalogue_says()
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
        var page = new StringBuilder("# Troubleshooting\n\n")
            .Append(
                "Every error of this library ends with a code in parentheses, which is a row here: what it means, who must act, and how. ")
            .Append(
                "In a program the same is in `OAuthMailException.Problem`. This page is made of the catalogue in `src/OAuthMail/Diagnosis`, and a test keeps it so.\n");
        foreach (var (kind, title) in Sections)
        {
            var rows = problems.Where(p => p.Kind == kind).OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
            if (rows.Count == 0) continue;
            page.Append("\n## ").Append(title).Append('\n');
            foreach (var row in rows)
            {
                page.Append("\n### ").Append(row.Code).Append("\n\n").Append(row.Meaning)
                    .Append("\n\n**").Append(Who(row.Responsible)).Append(":** ").Append(row.Remedy).Append('\n');
            }
        }

        return page.ToString();
    }

    private static string Who(Responsible responsible) => responsible switch
    {
        Responsible.Nobody => "Nobody has to act",
        Responsible.User => "The mailbox's owner",
        Responsible.Administrator => "The administrator",
        Responsible.Developer => "Whoever configures the program",
        _ => "Whoever runs the machine",
    };
}
