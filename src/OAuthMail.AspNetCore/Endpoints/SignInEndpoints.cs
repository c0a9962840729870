using Microsoft.AspNetCore.Http;
using OAuthMail.AspNetCore.Browser;
using OAuthMail.AspNetCore.Pages;

namespace OAuthMail.AspNetCore.Endpoints;

/// <summary>The sign-in with a browser, from the button to the provider's redirect.</summary>
internal static class SignInEndpoints
{
    public static async Task ConnectAsync(ConnectPage connect, PageRequest request)
    {
        var account = await connect.ReadAccountAsync(request).ConfigureAwait(false);
        if (await RefuseOtherAddressAsync(request, isForOwner: false).ConfigureAwait(false)) return;
        var another = (await request.ReadFieldAsync("another").ConfigureAwait(false)).Length > 0;
        var protocol = await request.ReadProtocolAsync().ConfigureAwait(false);
        await BeginAsync(connect, request, account, protocol, another, link: null).ConfigureAwait(false);
    }

    /// <summary>Begins a sign-in, binds it to the browser, and sends the browser to the provider.</summary>
    public static async Task BeginAsync(
        ConnectPage connect, PageRequest request, MailAccount account, MailProtocol? protocol, bool another, string? link)
    {
        if (!Uri.TryCreate(request.RedirectUri, UriKind.Absolute, out var redirectUri))
        {
            await PageFrame.SendNoticeAsync(
                request, "This address is not valid", StatusCodes.Status400BadRequest, "The request names no valid host.",
                isForOwner: true).ConfigureAwait(false);
            return;
        }

        var pending = await connect.SignIn.BeginAsync(account.Name, new BrowserSignInRequest
        {
            Protocol = protocol,
            RedirectUri = redirectUri,
            SelectAccount = another,
            IsSeparate = true,
            Lifetime = connect.Options.SignInLifetime,
        }, request.Aborted).ConfigureAwait(false);
        connect.Tickets.Add(
            request.Context, request.Home, request.IsHttps,
            new BrowserTicket(pending.State, account.Name, protocol, link, IsConsent: false, pending.ExpiresAt));
        ConnectPageLog.Begun(connect.Logger, account.Name);
        await SignInPages.SendToProviderAsync(request, pending.Url, isForOwner: link is not null).ConfigureAwait(false);
    }

    /// <summary>Receives the provider's redirect, which may contain anything.</summary>
    public static async Task CallbackAsync(ConnectPage connect, PageRequest request)
    {
        // The text of an error is not shown without a ticket: every page on the web can send the browser here.
        if (connect.Tickets.Find(request.Context, request.ReadQuery("state")) is not { } ticket)
        {
            ConnectPageLog.Refused(connect.Logger, "the sign-in did not begin in this browser, or it has expired");
            await PageFrame.SendNoticeAsync(
                request, "No sign-in is pending in this browser", StatusCodes.Status400BadRequest,
                "The sign-in began in another browser, or it has expired, or the address is incomplete. Nothing was changed. Begin again, "
                + "and stay in the same browser. If you received a link to connect a mailbox, open that link again.",
                (request.Home, "Show the accounts"), isForOwner: true).ConfigureAwait(false);
            return;
        }

        if (ticket.IsConsent) await ConsentEndpoints.CompleteAsync(connect, request, ticket).ConfigureAwait(false);
        else await CompleteAsync(connect, request, ticket).ConfigureAwait(false);
    }

    /// <summary>Refuses to begin where the provider's redirect would not find the browser's cookie.</summary>
    public static async Task<bool> RefuseOtherAddressAsync(PageRequest request, bool isForOwner)
    {
        if (!request.IsAtOtherAddress(out var address)) return false;
        await PageFrame.SendNoticeAsync(
            request, "Open this page at its public address", StatusCodes.Status400BadRequest,
            "The provider redirects to the public address of the application, and the browser must begin there.",
            isForOwner ? null : (address, address), isForOwner).ConfigureAwait(false);
        return true;
    }

    private static async Task CompleteAsync(ConnectPage connect, PageRequest request, BrowserTicket ticket)
    {
        var isForOwner = ticket.Link is not null;
        SignInResult? result = null;
        string? next = null;
        try
        {
            if (ticket.Link is null)
            {
                await CompleteOnceAsync().ConfigureAwait(false);
            }
            else if (!await UseLinkAsync(connect, request, ticket, CompleteOnceAsync).ConfigureAwait(false))
            {
                await LinkPages.SendUsedAsync(request).ConfigureAwait(false);
                return;
            }

            await SignInPages.SendSuccessAsync(request, result!, next, isForOwner).ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            ConnectPageLog.Failed(connect.Logger, ticket.Account, failure.Code);
            await SignInPages.SendFailureAsync(
                request, failure, PathOf(request, ticket), PathOf(request, ticket, another: true), isForOwner).ConfigureAwait(false);
        }

        async Task<bool> CompleteOnceAsync()
        {
            result = await connect.SignIn.CompleteAsync(
                request.Context.Request.QueryString.Value ?? "", request.Aborted).ConfigureAwait(false);
            ConnectPageLog.Connected(connect.Logger, result.Account);
            next = await FindNextAsync(connect, request, ticket).ConfigureAwait(false);
            return next is null;
        }
    }

    /// <summary>Completes the sign-in of a link, unless the link was used or revoked, or has expired.</summary>
    private static async Task<bool> UseLinkAsync(
        ConnectPage connect, PageRequest request, BrowserTicket ticket, Func<Task<bool>> completeAsync)
    {
        var browser = BrowserTickets.FindBrowser(request.Context);
        var link = await connect.Links.FindAsync(ticket.Link!, request.Aborted).ConfigureAwait(false);
        if (link is not null && LinkEndpoints.FindAccount(connect, link) is not null
            && await connect.Links.UseAsync(ticket.Link!, browser, completeAsync, request.Aborted).ConfigureAwait(false))
        {
            return true;
        }

        ConnectPageLog.Refused(connect.Logger, "the link was used or revoked, or it has expired, or its account was changed");
        await connect.SignIn.CancelAsync(ticket.State, request.Aborted).ConfigureAwait(false);
        return false;
    }

    /// <summary>Returns where the other registration of an account is signed in, or <see langword="null"/> if none is required.</summary>
    private static async Task<string?> FindNextAsync(ConnectPage connect, PageRequest request, BrowserTicket ticket)
    {
        if (ticket.Protocol is not null) return null;
        var account = connect.Accounts.Get(ticket.Account);
        var states = await AccountEndpoints.ReadStatesAsync(connect, account, request.Aborted).ConfigureAwait(false);
        if (!states.Any(state => StatusText.HasUser(account, state.Protocol) && state.Status == MailAccountStatus.NotSignedIn)) return null;
        return PathOf(request, ticket);
    }

    /// <summary>Returns the page on which the sign-in of a ticket began.</summary>
    private static string PathOf(PageRequest request, BrowserTicket ticket, bool another = false) => ticket.Link is { } link
        ? request.PathOfLink(link, another)
        : request.PathOfAccount(ticket.Account, another);
}
