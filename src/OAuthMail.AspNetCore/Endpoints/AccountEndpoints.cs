using Microsoft.AspNetCore.Http;
using OAuthMail.AspNetCore.Links;
using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>The list, the page of an account, its test, and the end of its sign-in.</summary>
internal static class AccountEndpoints
{
    public static async Task ListAsync(ConnectPage connect, PageRequest request)
    {
        await ListPage.BeginAsync(request, connect.Accounts.All.Count).ConfigureAwait(false);
        try
        {
            var states = await connect.States.ListAsync(request.Aborted).ConfigureAwait(false);
            await ListPage.EndAsync(request, connect.Accounts, states).ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            ConnectPageLog.RequestFailed(connect.Logger, failure.Code);
            request.Html.Take();
            PageFrame.WriteProblem(request, failure.Problem, failure.Detail);
            PageFrame.End(request);
            await request.SendAsync().ConfigureAwait(false);
        }
    }

    public static async Task ShowAsync(ConnectPage connect, PageRequest request)
    {
        var account = connect.Accounts.Get(request.ReadQuery("name"));
        var states = await ReadStatesAsync(connect, account, request.Aborted).ConfigureAwait(false);
        var canAsk = ConsentEndpoints.FindUrl(connect, request, account, MailProtocol.Imap, "state") is not null;
        var links = ConnectLinks.HasUser(account, protocol: null)
            ? await connect.Links.ListAsync(account.Name, request.Aborted).ConfigureAwait(false)
            : [];
        await AccountPage.SendAsync(
            request, account, states, links, another: request.ReadQuery("another").Length > 0, canAsk).ConfigureAwait(false);
    }

    public static async Task TestAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        var states = await ReadStatesAsync(connect, account, request.Aborted).ConfigureAwait(false);
        var reports = new List<ConnectionReport>();
        var renewed = new HashSet<bool>();
        foreach (var protocol in account.Protocols)
        {
            // Separate registrations for incoming and outgoing mail have a token each.
            var isOutgoing = states.Count > 1 && protocol == MailProtocol.Smtp;
            var options = new ConnectionTestOptions { AcquireNewToken = renewed.Add(isOutgoing) };
            reports.Add(await connect.Tester.TestAsync(account.Name, protocol, options, request.Aborted).ConfigureAwait(false));
        }

        await TestPage.SendAsync(request, account, ConnectionReport.Compare(reports)).ConfigureAwait(false);
    }

    public static async Task SignOutAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        var protocol = await request.ReadProtocolAsync().ConfigureAwait(false);
        var isRevoked = await connect.SignIn.SignOutAsync(account.Name, protocol, request.Aborted).ConfigureAwait(false);
        ConnectPageLog.SignedOut(connect.Logger, account.Name);
        var text = isRevoked
            ? "The application's tokens were deleted, and the provider has revoked its access."
            : "The application's tokens were deleted. The owner of the mailbox can also remove the application's access on the "
                + "provider's page.";
        await PageFrame.SendNoticeAsync(
            request, $"Signed out of {account.Name}", StatusCodes.Status200OK, text,
            (request.PathOfAccount(account.Name), $"Back to {account.Name}")).ConfigureAwait(false);
    }

    /// <summary>Reads the states of an account: one, or two if incoming and outgoing mail have separate registrations.</summary>
    public static async Task<IReadOnlyList<MailAccountState>> ReadStatesAsync(
        ConnectPage connect, MailAccount account, CancellationToken cancellationToken)
    {
        var incoming = await connect.States.GetAsync(account.Name, MailProtocol.Imap, cancellationToken).ConfigureAwait(false);
        if (incoming.Protocol is null) return [incoming];
        return [incoming, await connect.States.GetAsync(account.Name, MailProtocol.Smtp, cancellationToken).ConfigureAwait(false)];
    }
}
