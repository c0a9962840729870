using OAuthMail.Errors;

namespace OAuthMail.ConnectionTest;

/// <summary>What the attempts of one test share.</summary>
internal sealed record AttemptContext(
    MailAccount Account, MailProtocol Protocol, MailEndpoint Endpoint, ConnectionTesterOptions Tester, ConnectionTestOptions Options, StepLog Log, Redactor Redactor, bool LoginOnly)
{
    public MailProvider Provider => Account.GetProvider(Protocol);

    public bool CheckRevocation => Tester.CheckCertificateRevocation || Account.Connection.CheckCertificateRevocation;
}
