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

    /// <summary>
    /// A protocol that an administrator switched off, or a server that is busy, says nothing about the person: that is thrown, with
    /// its own remedy, and not mistaken for the wrong person.
    /// </summary>
    private static bool IsRefusal(ConnectionStep step) =>
        step.Kind is ConnectionStepKind.Authenticate or ConnectionStepKind.OpenMailbox && step.Problem is { } problem
        && (
            problem.Kind == ProblemKind.TokenRefused || problem == Problems.MailboxNotConnected || problem == Problems.MailboxNotFound
                || problem == Problems.MailboxPermissionMissing);
}
