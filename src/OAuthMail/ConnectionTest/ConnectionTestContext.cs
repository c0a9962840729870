using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.ConnectionTest;

/// <summary>The data that all connection attempts of a test share.</summary>
internal sealed record ConnectionTestContext(
    MailAccount Account,
    MailProtocol Protocol,
    MailEndpoint Endpoint,
    ConnectionTesterOptions Tester,
    ConnectionTestOptions Options,
    StepRunner Runner,
    Redactor Redactor,
    bool LoginOnly)
{
    public MailProvider Provider => Account.GetProvider(Protocol);

    /// <summary>Creates the evidence of a reply.</summary>
    public ReplyEvidence CreateEvidence(ReplyStep step, IReadOnlyList<string> lines) =>
        ReplyEvidence.For(Protocol, step, lines, Provider, Endpoint.Host, Account.GetFlow(Protocol));

    /// <summary>Creates the diagnosis of a reply, with what the token shows.</summary>
    public Diagnosis Diagnose(ServerReplyMatch match, ReplyEvidence evidence)
    {
        var claims = Runner.Steps.LastOrDefault(step => step.Kind == ConnectionStepKind.Claims);
        return ReplyDiagnosis.Create(
            match.Problem, evidence, AccountRemedyValues.Of(Account, Protocol), match.NewTokenMayHelp,
            claims?.Problem is { } finding ? [finding] : [], claims?.Outcome == ConnectionStepOutcome.Passed);
    }

    public bool CheckRevocation => Tester.CheckCertificateRevocation || Account.Connection.CheckCertificateRevocation;
}
