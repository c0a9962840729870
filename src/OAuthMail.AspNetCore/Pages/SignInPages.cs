using Microsoft.AspNetCore.Http;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>The pages of a sign-in.</summary>
internal static class SignInPages
{
    /// <summary>
    /// Sends the browser to the provider. A redirect would be blocked: browsers apply the policy for forms (<c>form-action</c>) to
    /// redirects, too, and to those that the provider adds.
    /// </summary>
    public static Task SendToProviderAsync(PageRequest request, Uri url, bool isForOwner)
    {
        PageFrame.Begin(request, $"Continue at {url.Host}", next: url, isForOwner: isForOwner);
        request.Html.Write($"<p>If your browser does not continue automatically, follow this link.</p>\n");
        request.Html.Write($"<p><a class=\"button\" href=\"{url.AbsoluteUri}\">Continue at {url.Host}</a></p>\n");
        PageFrame.End(request);
        return request.SendAsync();
    }

    public static Task SendSuccessAsync(PageRequest request, SignInResult result, string? nextPath, bool isForOwner)
    {
        var html = request.Html;
        PageFrame.Begin(request, $"{result.Account} is connected", isForOwner: isForOwner);
        if (result.Identity is { UserNames: [var user, ..] }) html.Write($"<p>Signed in as <strong>{user}</strong>.</p>\n");
        html.Write($"<p>{Describe(result.UserCheck)}</p>\n");
        if (nextPath is not null)
        {
            html.Write($"<p>The account has separate registrations. One more sign-in is required.</p>\n");
            html.Write($"<p><a class=\"button\" href=\"{nextPath}\">Continue</a></p>\n");
        }
        else if (isForOwner)
        {
            html.Write($"<p>You can close this page.</p>\n");
        }
        else
        {
            html.Write($"<p><a class=\"button\" href=\"{request.PathOfAccount(result.Account)}\">Show {result.Account}</a></p>\n");
        }

        PageFrame.End(request);
        return request.SendAsync();
    }

    public static Task SendFailureAsync(
        PageRequest request, OAuthMailException failure, string retryPath, string anotherPath, bool isForOwner)
    {
        var html = request.Html;
        var isWrongUser = failure.Problem == Problems.WrongPerson || failure.Problem == Problems.SignInNotAccepted;
        var isOver = failure.Problem == Problems.SignInNotPending;
        PageFrame.Begin(
            request,
            isWrongUser ? "Another account is required"
            : isOver ? "This sign-in was already completed, or has expired"
            : "The mailbox was not connected",
            StatusCodes.Status400BadRequest, isForOwner: isForOwner);
        PageFrame.WriteProblem(request, failure.Problem, failure.Detail);
        html.Write($"<div class=\"actions\">");
        if (!isWrongUser) html.Write($"<a class=\"button\" href=\"{retryPath}\">{(isOver ? "Show the account" : "Try again")}</a>\n");
        if (!isOver) html.Write($"<a class=\"button\" href=\"{anotherPath}\">Use another account</a>\n");
        if (isWrongUser) html.Write($"<a href=\"{retryPath}\">Back</a>\n");
        html.Write($"</div>\n");
        PageFrame.End(request);
        return request.SendAsync();
    }

    public static Task SendDeviceAsync(
        PageRequest request, string account, MailProtocol? protocol, PendingDeviceSignIn pending, bool waited)
    {
        var html = request.Html;
        PageFrame.Begin(request, $"Sign in for {account} on another device");
        if (waited) html.Write($"<p role=\"status\"><strong>The code has not been entered yet.</strong></p>\n");
        html.Write($"<section><ol><li>Open ");
        var address = pending.VerificationUri;
        if (address.Scheme is "https" or "http") html.Write($"<a href=\"{address.AbsoluteUri}\">{address.AbsoluteUri}</a>");
        else html.Write($"{address.OriginalString}");
        html.Write($" on any device.</li><li>Enter this code: <p class=\"code\">{pending.UserCode}</p></li>");
        html.Write($"<li>Sign in as the owner of the mailbox. Then continue here, before {StatusText.Time(pending.ExpiresAt)}.</li></ol>");
        PageFrame.BeginForm(request, "device/complete", account, protocol);
        html.Write($"<input type=\"hidden\" name=\"id\" value=\"{pending.Id}\"><button class=\"primary\">I have signed in</button></form>");
        html.Write($"</section>\n<p><a href=\"{request.PathOfAccount(account)}\">Back to {account}</a></p>\n");
        PageFrame.End(request);
        return request.SendAsync();
    }

    private static string Describe(UserCheckOutcome outcome) => outcome switch
    {
        UserCheckOutcome.AcceptedByServer => "The mail server accepted a login to the mailbox.",
        UserCheckOutcome.SameName => "The signed-in user is the owner of the mailbox.",
        _ => "The mail server could not be asked whether this user may open the mailbox. The next login shows it.",
    };
}
