using System.Reflection;
using System.Text.RegularExpressions;

namespace OAuthMail.Tests.Conventions;

public class ProblemCatalogueTests
{
    private static readonly List<(string Name, Problem Problem)> Rows = typeof(Problems)
        .GetProperties(BindingFlags.Public | BindingFlags.Static).Where(property => property.PropertyType == typeof(Problem))
        .Select(property => (property.Name, (Problem)property.GetValue(null)!)).ToList();

    [Fact]
    public void Catalogue_is_not_empty() => Assert.True(Rows.Count > 20);

    [Fact]
    public void Codes_are_unique() =>
        Assert.Empty(Rows.GroupBy(row => row.Problem.Code).Where(rows => rows.Count() > 1).Select(rows => rows.Key));

    [Fact]
    public void Codes_are_in_kebab_case() =>
        Assert.Empty(Rows.Where(row => !Regex.IsMatch(row.Problem.Code, "^[a-z]+[0-9]*(-[a-z0-9]+)*$")).Select(row => row.Problem.Code));

    [Fact]
    public void Meanings_and_remedies_are_full_sentences() => Assert.Empty(Rows
        .Where(row => !IsSentence(row.Problem.Meaning) || !IsSentence(row.Problem.Remedy)).Select(row => row.Problem.Code));

    [Fact]
    public void User_is_responsible_for_a_missing_sign_in() => Assert.Empty(Rows
        .Where(
            row => row.Problem.Kind == ProblemKind.SignInRequired
                && row.Problem.Responsible is not (Responsible.User or Responsible.Administrator))
        .Select(row => row.Problem.Code));

    private static bool IsSentence(string text) => text.Length >= 10 && char.IsUpper(text[0]) && text[^1] is '.' or '!' or '?';
}
