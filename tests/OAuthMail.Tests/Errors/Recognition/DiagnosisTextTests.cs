using Xunit.Abstractions;

namespace OAuthMail.Tests.Errors.Recognition;

/// <summary>
/// Texts of public reports and documentation have the right problem, actor and remedy. A new text is one line in
/// tests/Fixtures/Diagnosis/texts.tsv.
/// </summary>
public class DiagnosisTextTests(ITestOutputHelper output)
{
    [Fact]
    public void All_texts_are_diagnosed()
    {
        foreach (var set in DiagnosisText.All.GroupBy(text => text.Set))
        {
            output.WriteLine(
                $"{set.Key}: {set.Count(text => text.FindMistake() is null)} of {set.Count()}, "
                + $"the right action: {set.Count(text => text.LeadsToTheRightAction())}");
        }

        var mistakes = DiagnosisText.All.Select(text => text.FindMistake()).OfType<string>().ToList();
        mistakes.ForEach(output.WriteLine);
        Assert.Empty(mistakes);
    }

    [Fact]
    public void Each_text_names_a_source() =>
        Assert.Empty(DiagnosisText.All.Select(text => text.Source).Where(source => !DiagnosisText.Sources.ContainsKey(source)).Distinct());

    [Fact]
    public void Each_expected_problem_is_in_the_catalogue()
    {
        var known = typeof(Problems).GetProperties().Select(property => ((Problem)property.GetValue(null)!).Code).ToHashSet();
        Assert.Empty(DiagnosisText.All.SelectMany(text => text.Code.Split('|')).Where(code => !known.Contains(code)).Distinct());
    }
}
