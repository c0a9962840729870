using Microsoft.AspNetCore.Http;
using OAuthMail.AspNetCore.Browser;
using OAuthMail.AspNetCore.Links;
using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>The request for the consent of an organization's administrator.</summary>
internal static class ConsentEndpoints
{
    public static async Task BeginAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        if (await SignInEndpoints.RefuseOtherAddressAsync(request, isForOwner: false).ConfigureAwait(false)) return;
        var protocol = await request.ReadProtocolAsync().ConfigureAwait(false) ?? MailProtocol.Imap;
        var state = Secrets.Create();
        if (FindUrl(connect, request, account, protocol, state) is not { } url)
        {
            await PageFrame.SendNoticeAsync(
                request, "No administrator can consent", StatusCodes.Status400BadRequest,
                "Only accounts of Microsoft 365 whose application registered AddMicrosoft() have the consent of an administrator.",
                (request.PathOfAccount(account.Name), $"Back to {account.Name}")).ConfigureAwait(false);
            return;
        }

        connect.Tickets.Add(request.Context, request.Home, request.IsHttps, new BrowserTicket(
            state, account.Name, protocol, Link: null, IsConsent: true, connect.Clock.GetUtcNow() + connect.Options.SignInLifetime));
        await SignInPages.SendToProviderAsync(request, url, isForOwner: false).ConfigureAwait(false);
    }

    /// <summary>Returns the address for the administrator, or <see langword="null"/> if none can consent for this account.</summary>
    public static Uri? FindUrl(ConnectPage connect, PageRequest request, MailAccount account, MailProtocol protocol, string state) =>
        Uri.TryCreate(request.RedirectUri, UriKind.Absolute, out var redirectUri)
            ? connect.Consent?.FindUrl(account, redirectUri, protocol, state)
            : null;

    public static async Task CompleteAsync(ConnectPage connect, PageRequest request, BrowserTicket ticket)
    {
        var path = request.PathOfAccount(ticket.Account);
        try
        {
            var tenant = connect.Consent!.ReadTenant(
                connect.Accounts.Get(ticket.Account), ticket.Protocol ?? MailProtocol.Imap,
                request.Context.Request.QueryString.Value ?? "", ticket.State);
            await PageFrame.SendNoticeAsync(
                request, "An administrator has consented", StatusCodes.Status200OK,
                $"The application may use the mailboxes of the organization {tenant}. Microsoft applies new permissions within minutes.",
                (path, $"Show {ticket.Account}")).ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            ConnectPageLog.Failed(connect.Logger, ticket.Account, failure.Code);
            PageFrame.Begin(request, "No administrator has consented", StatusCodes.Status400BadRequest);
            PageFrame.WriteProblem(request, failure.Problem, failure.Detail);
            request.Html.Write($"<p><a class=\"button\" href=\"{path}\">Try again</a></p>\n");
            PageFrame.End(request);
            await request.SendAsync().ConfigureAwait(false);
        }
    }
}
