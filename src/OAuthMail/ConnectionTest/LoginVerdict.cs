using OAuthMail.Diagnosis;

namespace OAuthMail.ConnectionTest;

/// <summary>Tells a refusal of the person from a server that could not be asked.</summary>
internal static class LoginVerdict
{
    public static string? Read(ConnectionReport report)
    {
        if (report.Succeeded) return null;
        var refused = report.Steps.LastOrDefault(IsRefusal);
        if (refused is not null) return refused.ServerWords.Count > 0 ? refused.ServerWords[refused.ServerWords.Count - 1] : refused.Detail;
        throw report.Steps.Last(step => step.Exception is not null).Exception!;
    }

    private static bool IsRefusal(ConnectionStep step) =>
        step.Kind is ConnectionStepKind.Authenticate or ConnectionStepKind.OpenMailbox
        && step.Problem?.Kind is ProblemKind.TokenRefused or ProblemKind.Policy or ProblemKind.Configuration or ProblemKind.SignInRequired;
}
