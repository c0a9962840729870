using System.Reflection;
using System.Text.RegularExpressions;

namespace OAuthMail.Tests.Conventions;

public class ProblemCatalogueTests
{
    private static readonly List<(string Name, Problem Problem)> Rows = typeof(Problems)
        .GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(Problem))
        .Select(property => (property.Name, (Problem)property.GetValue(null)!)).ToList();

    [Fact]
    public void There_are_rows() => Assert.True(Rows.Count > 20);

    [Fact]
    public void Every_code_is_unique() =>
        Assert.Empty(Rows.GroupBy(row => row.Problem.Code).Where(rows => rows.Count() > 1).Select(rows => rows.Key));

    [Fact]
    public void Every_code_is_in_kebab_case() =>
        Assert.Empty(Rows.Where(row => !Regex.IsMatch(row.Problem.Code, "^[a-z]+[0-9]*(-[a-z0-9]+)*$")).Select(row => row.Problem.Code));

    [Fact]
    public void Every_row_says_what_it_means_and_what_to_do_in_full_sentences() => Assert.Empty(Rows
        .Where(row => !IsSentence(row.Problem.Meaning) || !IsSentence(row.Problem.Remedy)).Select(row => row.Problem.Code));

    [Fact]
    public void A_missing_sign_in_is_a_persons_to_end() => Assert.Empty(Rows
        .Where(
            row => row.Problem.Kind == ProblemKind.SignInRequired
                && row.Problem.Responsible is not (Responsible.User or Responsible.Administrator))
        .Select(row => row.Problem.Code));

    private static bool IsSentence(string text) => text.Length >= 10 && char.IsUpper(text[0]) && text[^1] is '.' or '!' or '?';
}
