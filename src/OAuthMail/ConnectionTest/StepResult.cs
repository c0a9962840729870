namespace OAuthMail.ConnectionTest;

/// <summary>The result of a step, which the step fills in while it runs.</summary>
internal sealed class StepResult
{
    public ConnectionStepOutcome Outcome { get; set; }

    public string Detail { get; set; } = "";

    public List<string> ServerWords { get; } = [];

    public Problem? Problem { get; set; }

    public OAuthMailException? Exception { get; set; }

    public void Skip(string detail)
    {
        Outcome = ConnectionStepOutcome.Skipped;
        Detail = detail;
    }

    public void Warn(Problem problem, string detail)
    {
        Outcome = ConnectionStepOutcome.Warning;
        Problem ??= problem;
        Detail = Detail.Length == 0 ? detail : $"{Detail}; {detail}";
    }
}
