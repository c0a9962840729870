namespace OAuthMail.ConnectionTest;

/// <summary>Converts the report of a login check to its result.</summary>
internal static class LoginCheckResult
{
    public static string? Read(ConnectionReport report)
    {
        if (report.Succeeded) return null;
        var rejected = report.Steps.LastOrDefault(IsRejection);
        if (rejected is not null)
        {
            return rejected.ServerWords.Count > 0 ? rejected.ServerWords[rejected.ServerWords.Count - 1] : rejected.Detail;
        }
        throw report.Steps.Last(step => step.Exception is not null).Exception!;
    }

    /// <summary>
    /// Returns whether the server denied access to this user. A disabled protocol or a busy server does not prove that the wrong user
    /// signed in, so such failures are thrown with their own remedy.
    /// </summary>
    private static bool IsRejection(ConnectionStep step) =>
        step.Kind is ConnectionStepKind.Authenticate or ConnectionStepKind.OpenMailbox && step.Problem is { } problem
        && (problem.Kind == ProblemKind.TokenRefused || problem == Problems.MailboxNotConnected || problem == Problems.MailboxNotFound
            || problem == Problems.MailboxPermissionMissing || problem == Problems.GraphAccessDenied);
}
