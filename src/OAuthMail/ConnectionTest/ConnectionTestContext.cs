using OAuthMail.Errors;

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

    public bool CheckRevocation => Tester.CheckCertificateRevocation || Account.Connection.CheckCertificateRevocation;
}
