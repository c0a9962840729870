using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OAuthMail.AspNetCore.Browser;
using OAuthMail.AspNetCore.Links;
using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>
/// Links for owners of mailboxes, who have no account in the application. Opening a link changes nothing, because mail filters open links,
/// too; the button reserves it for the browser.
/// </summary>
internal static class LinkEndpoints
{
    public static async Task CreateAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        var protocol = await request.ReadProtocolAsync().ConfigureAwait(false);
        if (!StatusText.HasUser(account, protocol))
        {
            await PageFrame.SendNoticeAsync(
                request, "No user signs in for this account", StatusCodes.Status400BadRequest,
                "The application acquires the tokens of this account without a user.",
                (request.PathOfAccount(account.Name), $"Back to {account.Name}")).ConfigureAwait(false);
            return;
        }

        var (secret, link) = await connect.Links.CreateAsync(
            account, protocol, connect.Options.LinkLifetime, request.Aborted).ConfigureAwait(false);
        LinkLog.Created(connect.Logger, account.Name);
        await LinkPages.SendCreatedAsync(
            request, account.Name, request.Origin + request.PathOfLink(secret), link.ExpiresAt).ConfigureAwait(false);
    }

    public static async Task RevokeAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        var id = await request.ReadFieldAsync("id").ConfigureAwait(false);
        var owner = await connect.Links.RevokeAsync(id, request.Aborted).ConfigureAwait(false);
        var isRevoked = owner is not null;
        if (isRevoked) LinkLog.Revoked(connect.Logger, owner!);
        await PageFrame.SendNoticeAsync(
            request, isRevoked ? "The link was revoked" : "There is no such link", StatusCodes.Status200OK,
            isRevoked ? "It cannot be used any more." : "It was used, or it has expired, or it was revoked before.",
            (request.PathOfAccount(account.Name), $"Back to {account.Name}")).ConfigureAwait(false);
    }

    public static async Task ShowAsync(ConnectPage connect, PageRequest request)
    {
        var secret = ReadSecret(request);
        var link = await connect.Links.FindAsync(secret, request.Aborted).ConfigureAwait(false);
        var browser = BrowserTickets.FindBrowser(request.Context);
        if (link is null || FindAccount(connect, link) is not { } account)
        {
            await LinkPages.SendUsedAsync(request).ConfigureAwait(false);
        }
        else if (link.IsCompleted)
        {
            await LinkPages.SendConnectedAsync(request, account.Address).ConfigureAwait(false);
        }
        else if (ConnectLinks.IsUsable(link, browser))
        {
            await LinkPages.SendInvitationAsync(
                request, account, secret, another: request.ReadQuery("another").Length > 0).ConfigureAwait(false);
        }
        else
        {
            await LinkPages.SendUsedAsync(request).ConfigureAwait(false);
        }
    }

    public static async Task UseAsync(ConnectPage connect, PageRequest request)
    {
        var secret = ReadSecret(request);
        if (await SignInEndpoints.RefuseOtherAddressAsync(request, isForOwner: true).ConfigureAwait(false)) return;
        var browser = BrowserTickets.GetOrAddBrowser(request.Context, request.Home, request.IsHttps);
        var link = await connect.Links.ReserveAsync(secret, browser, request.Aborted).ConfigureAwait(false);
        if (link is null || FindAccount(connect, link) is not { } account)
        {
            await LinkPages.SendUsedAsync(request).ConfigureAwait(false);
            return;
        }

        var another = (await request.ReadFieldAsync("another").ConfigureAwait(false)).Length > 0;
        await SignInEndpoints.BeginAsync(connect, request, account, link.Protocol, another, secret).ConfigureAwait(false);
    }

    private static string ReadSecret(PageRequest request) => request.Context.GetRouteValue("secret") as string ?? "";

    /// <summary>Returns the account of a link, or <see langword="null"/> if it was removed or has another mailbox meanwhile.</summary>
    public static MailAccount? FindAccount(ConnectPage connect, ConnectLink link)
    {
        try
        {
            var account = connect.Accounts.Get(link.Account);
            return link.IsFor(account) ? account : null;
        }
        catch (MailConfigurationException)
        {
            return null;
        }
    }
}
