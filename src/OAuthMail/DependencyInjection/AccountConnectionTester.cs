using OAuthMail.AccountStates;
using OAuthMail.ConnectionTest;

namespace OAuthMail.DependencyInjection;

/// <summary>Tests the accounts of an application with their own tokens.</summary>
internal sealed class AccountConnectionTester(
    IMailAccounts accounts, ConnectionTester tester, AccountActivity activity, ICredentialExpiration credentials, TimeProvider clock)
    : IConnectionTester
{
    public Task<ConnectionReport> TestAsync(
        string account, MailProtocol protocol, ConnectionTestOptions? options = null, CancellationToken cancellationToken = default) =>
        TestAsync(accounts.Get(account), protocol, options, cancellationToken);

    public async Task<ConnectionReport> TestAsync(
        MailAccount account, MailProtocol protocol, ConnectionTestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        var report = await tester.TestAsync(
            account, protocol, accounts.GetTokens(account), options, cancellationToken).ConfigureAwait(false);
        if (accounts.All.Contains(account)) Report(account, protocol, report);
        return report;
    }

    public async Task<AccountInspection> InspectAsync(string account, CancellationToken cancellationToken = default)
    {
        var found = accounts.Get(account);
        try
        {
            var list = await credentials.ListAsync(cancellationToken).ConfigureAwait(false);
            return AccountInspector.Run(found, list, storeFailure: null, clock.GetUtcNow());
        }
        catch (OAuthMailException failure)
        {
            return AccountInspector.Run(found, [], failure, clock.GetUtcNow());
        }
    }

    private void Report(MailAccount account, MailProtocol protocol, ConnectionReport report)
    {
        if (report.Succeeded) activity.Connected(account, protocol);
        else if (report.Steps.LastOrDefault(step => step.Exception is not null)?.Exception is { } failure)
        {
            activity.Failed(account, protocol, failure);
        }
    }
}
