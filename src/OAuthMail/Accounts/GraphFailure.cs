using OAuthMail.Errors.Recognition;

namespace OAuthMail.Accounts;

/// <summary>Explains failures of requests to Microsoft Graph.</summary>
internal static class GraphFailure
{
    /// <summary>Returns the diagnosis of a response: one cause, with its remedy for the account.</summary>
    public static Diagnosis Diagnose(MailAccount account, MailProtocol protocol, Problem problem)
    {
        var remedy = Remedies.Find(
            problem, MailVendors.OfProvider(account.GetProvider(protocol)), account.GetFlow(protocol),
            AccountRemedyValues.Of(account, protocol));
        return new Diagnosis([new DiagnosisCause(problem, remedy, problem.Kind == ProblemKind.TokenRefused)], [], []);
    }
}
