namespace OAuthMail.Errors.Recognition;

/// <summary>Creates a diagnosis: the cause that the reply shows, other causes of the same reply, and what to try next.</summary>
internal static class ReplyDiagnosis
{
    private const string TestImap =
        "Test IMAP with the same account: if it works, the cause is a setting or permission of SMTP.";

    private const string TestSmtp =
        "Test SMTP with the same account: if it works, the cause is a setting or permission of this protocol.";

    /// <summary>Problems that say that the server gave no reason.</summary>
    private static readonly Problem[] Bare =
    [
        Problems.TokenRefused, Problems.ApplicationNotPermitted, Problems.TokenUnsuitable, Problems.FreshTokenRefused,
        Problems.ServerRefused, Problems.DeliveryRefused, Problems.LoginFailureUnknown, Problems.MailboxNotConnected,
        Problems.OutlookMailboxNotConnected,
    ];

    /// <summary>Returns whether the problem names no cause, so that a finding in the token explains it better.</summary>
    public static bool IsBareRejection(Problem? problem) =>
        problem is not null && (problem.Kind == ProblemKind.TokenRefused || problem == Problems.FreshTokenRefused)
            && problem != Problems.TokenEndsSoon;

    /// <summary>Creates the diagnosis of a reply.</summary>
    /// <param name="problem">The first cause.</param>
    /// <param name="evidence">The reply.</param>
    /// <param name="values">The values for the remedies.</param>
    /// <param name="newTokenMayHelp">Whether the server may accept another token.</param>
    /// <param name="findings">Problems that the token shows, the most important first.</param>
    /// <param name="hasReadToken">Whether the claims of the token were compared with the server's requirements.</param>
    public static Diagnosis Create(
        Problem problem, ReplyEvidence evidence, RemedyValues values, bool newTokenMayHelp, IReadOnlyList<Problem>? findings = null,
        bool hasReadToken = false)
    {
        var causes = new[] { problem }.Concat(findings ?? []).Concat(Alternatives(problem, evidence)).Distinct().Select(
            one => new DiagnosisCause(
                one, Remedies.Find(one, evidence.Vendor, evidence.Flow, values), newTokenMayHelp && one == problem));
        return new Diagnosis(
            causes.ToArray(), Exclude(problem, evidence, findings, hasReadToken).ToArray(),
            Bare.Contains(problem) ? NextSteps(evidence).ToArray() : []);
    }

    private static IEnumerable<Problem> Alternatives(Problem problem, ReplyEvidence evidence)
    {
        var disabled = evidence.Protocol switch
        {
            MailProtocol.Smtp => evidence.Vendor == MailVendor.Exchange ? Problems.SmtpAuthDisabledForMailbox : Problems.SmtpNotEnabled,
            MailProtocol.Imap => evidence.Vendor == MailVendor.Exchange ? Problems.ImapDisabledByAdministrator : Problems.ImapNotEnabled,
            _ => evidence.Vendor == MailVendor.Exchange ? Problems.Pop3DisabledByAdministrator : Problems.Pop3NotEnabled,
        };
        if (problem == Problems.ApplicationNotPermitted) return [Problems.AdminConsentRequired, disabled, Problems.MailboxNotFound];
        if (problem == Problems.TokenRefused)
        {
            return evidence.Vendor == MailVendor.Exchange
                ? [
                    Problems.TokenForGraph, Problems.TokenOfAnotherUser, disabled, Problems.MailboxPermissionMissing,
                    Problems.LoginBlockedByPolicy,
                ]
                : [Problems.TokenScopeInsufficient, Problems.TokenOfAnotherUser, disabled];
        }

        if (problem == Problems.TokenUnsuitable) return [Problems.TokenOfAnotherUser, Problems.RefreshTokenRefused, disabled];
        if (problem == Problems.MailboxNotConnected)
        {
            return [
                Problems.ImapDisabledByAdministrator, Problems.MailboxPermissionMissing, Problems.MailboxNotFound,
                Problems.TooManyConnections,
            ];
        }

        return problem == Problems.SendAsDenied ? [Problems.MailboxPermissionMissing] : [];
    }

    private static IEnumerable<string> Exclude(
        Problem problem, ReplyEvidence evidence, IReadOnlyList<Problem>? findings, bool hasReadToken)
    {
        if (evidence.IsFreshToken) yield return "The age of the token: a token that was issued a moment ago was rejected too.";
        if (hasReadToken && findings is not { Count: > 0 } && IsBareRejection(problem))
        {
            yield return "The token's audience, permission, tenant, user and lifetime: the claims are as the server requires them.";
        }
        if (evidence.Step >= ReplyStep.Mailbox && problem.Kind != ProblemKind.TokenRefused)
        {
            yield return "The token: the server accepted the login.";
        }
    }

    /// <summary>Returns whether a next step is the test of another protocol.</summary>
    public static bool IsTestOfAnotherProtocol(string step) => step == TestImap || step == TestSmtp;

    private static IEnumerable<string> NextSteps(ReplyEvidence evidence)
    {
        if (evidence.Step == ReplyStep.Login)
        {
            if (!evidence.IsFreshToken) yield return "Test the connection with a new token.";
            yield return evidence.Protocol == MailProtocol.Smtp
                ? TestImap
                : TestSmtp;
        }

        if (evidence.Vendor == MailVendor.Exchange)
        {
            var time = ReplyTime.Find(evidence.Lines) is { } at ? $" at {at}" : " by its time";
            yield return $"Find the attempt in Entra's sign-in log{time} and the application, and note the correlation id.";
        }
        else if (evidence.Vendor == MailVendor.Google)
        {
            yield return "Look at the security events of the account, or at the OAuth log events in the Admin console.";
        }
        else
        {
            yield return "Give the server's reply and its time to the server's administrator.";
        }
    }
}
