using Microsoft.AspNetCore.Http;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>The pages of connect links.</summary>
internal static class LinkPages
{
    /// <summary>Shows a new link to the user of the application who created it.</summary>
    public static Task SendCreatedAsync(PageRequest request, string account, string address, DateTimeOffset expiresAt)
    {
        var html = request.Html;
        PageFrame.Begin(request, $"Link for the owner of {account}");
        html.Write($"<section><p><label for=\"link\">Send this link to the owner of the mailbox:</label></p>");
        html.Write($"<p><input type=\"text\" id=\"link\" readonly value=\"{address}\"></p>");
        html.Write($"<p class=\"hint\">It works once, until {StatusText.Time(expiresAt)}, without an account in this application. ");
        html.Write($"It is not shown again.</p></section>\n");
        html.Write($"<p><a class=\"button\" href=\"{request.PathOfAccount(account)}\">Back to {account}</a></p>\n");
        PageFrame.End(request);
        return request.SendAsync();
    }

    /// <summary>Asks the owner of a mailbox to sign in.</summary>
    public static Task SendInvitationAsync(PageRequest request, MailAccount account, string secret, bool another)
    {
        var html = request.Html;
        PageFrame.Begin(request, $"Connect {account.Address}", isForOwner: true);
        html.Write($"<section><p>{request.Options.Title} asks for access to the mailbox <strong>{account.Address}</strong>. ");
        html.Write($"Sign in at your mail provider, and confirm. The application never sees your password.</p>");
        if (another) html.Write($"<p>Choose the account <strong>{account.SignInName}</strong>.</p>");
        html.Write($"<div class=\"actions\">");
        WriteButton(request, secret, another: false, isPrimary: !another, "Connect");
        WriteButton(request, secret, another: true, isPrimary: another, "Use another account");
        html.Write($"</div></section>\n");
        PageFrame.End(request);
        return request.SendAsync();
    }

    public static Task SendUsedAsync(PageRequest request) => PageFrame.SendNoticeAsync(
        request, "This link no longer works", StatusCodes.Status410Gone,
        "It was already used, perhaps in another browser, or it has expired. Ask the person who sent it to you for a new link.",
        isForOwner: true);

    public static Task SendConnectedAsync(PageRequest request, string address) => PageFrame.SendNoticeAsync(
        request, "The mailbox is connected", StatusCodes.Status200OK,
        $"{address} was connected with this link, which cannot be used again. You can close this page.", isForOwner: true);

    private static void WriteButton(PageRequest request, string secret, bool another, bool isPrimary, string text)
    {
        request.Html.Write($"<form method=\"post\" action=\"{request.PathOfLink(secret)}\">");
        PageFrame.WriteProof(request);
        if (another) request.Html.Write($"<input type=\"hidden\" name=\"another\" value=\"1\">");
        request.Html.Write($"<button class=\"{(isPrimary ? "primary" : "")}\">{text}</button></form>\n");
    }
}
