namespace OAuthMail.ConnectionTest;

/// <summary>What a step writes down while it runs.</summary>
internal sealed class StepNotes
{
    public ConnectionStepOutcome Outcome { get; set; }

    public string Detail { get; set; } = "";

    public List<string> Words { get; } = [];

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
