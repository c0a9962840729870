namespace OAuthMail.ConnectionTest;

/// <summary>Looks for a wrong scope in a readable token that the mail server has rejected.</summary>
internal static class ScopeEvidence
{
    private static readonly Problem[] ScopeProblems =
        [Problems.TokenForGraph, Problems.TokenAudienceWrong, Problems.TokenPermissionMissing, Problems.TokenOfAnotherTenant];

    /// <summary>
    /// Returns whether a finding alone explains a rejection. Another user is correct for a shared mailbox, and the lifetime depends on this
    /// machine's clock.
    /// </summary>
    public static bool Decides(Problem finding) => ScopeProblems.Contains(finding);

    /// <summary>Returns the problem of the token's scope and the claims that show it, or <see langword="null"/>.</summary>
    public static (Problem Problem, string Detail)? Find(MailAccount account, MailProtocol protocol, AccessToken token, DateTimeOffset now)
    {
        var result = new StepResult();
        ClaimsCheck.Run(account, protocol, now, token, result);
        return result.Problem is { } problem && Decides(problem) ? (problem, result.Detail) : null;
    }
}
