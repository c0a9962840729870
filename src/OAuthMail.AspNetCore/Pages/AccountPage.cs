namespace OAuthMail.AspNetCore.Pages;

/// <summary>The page of an account, with everything that can be done with it.</summary>
internal static class AccountPage
{
    public static Task SendAsync(
        PageRequest request, MailAccount account, IReadOnlyList<MailAccountState> states, IReadOnlyList<MailConnectLink> links,
        bool another, bool canAskAdministrator)
    {
        PageFrame.Begin(request, account.Name);
        foreach (var state in states) WriteState(request, account, state, another);
        if (links.Count > 0) WriteLinks(request, account, links);
        WriteTest(request, account, canAskAdministrator);
        PageFrame.End(request);
        return request.SendAsync();
    }

    private static void WriteState(PageRequest request, MailAccount account, MailAccountState state, bool another)
    {
        var html = request.Html;
        var protocol = state.Protocol ?? MailProtocol.Imap;
        html.Write($"<section><h2>{(state.Protocol is null ? "Connection" : StatusText.Side(state.Protocol))}</h2><dl>");
        html.Write($"<dt>Mailbox</dt><dd>{account.Address}</dd>");
        html.Write($"<dt>Provider</dt><dd>{account.GetProvider(protocol).DisplayName}</dd>");
        html.Write($"<dt>State</dt><dd><span class=\"status {StatusText.Style(state.Status)}\">{StatusText.Label(state.Status)}</span> ");
        html.Write($"<span class=\"hint\">since {StatusText.Time(state.Since)}</span></dd>");
        if (state.LastSuccess is { } success) html.Write($"<dt>Last login</dt><dd>{StatusText.Time(success)}</dd>");
        if (state.NextExpiration is { ExpiresAt: { } expiresAt } next)
        {
            html.Write($"<dt>Expires</dt><dd>{StatusText.Time(expiresAt)}: {next.Name}. {next.Remedy}</dd>");
        }

        html.Write($"</dl>\n");
        if (state.Problem is { } problem && state.Status != MailAccountStatus.NotSignedIn)
        {
            PageFrame.WriteProblem(request, problem, state.Detail);
        }

        if (StatusText.HasUser(account, state.Protocol)) WriteSignIn(request, account, state, another);
        html.Write($"</section>\n");
    }

    private static void WriteSignIn(PageRequest request, MailAccount account, MailAccountState state, bool another)
    {
        var html = request.Html;
        var isConnected = state.Status != MailAccountStatus.NotSignedIn;
        if (another)
        {
            html.Write($"<p>The provider lets you choose an account. Choose <strong>{account.SignInName}</strong>.</p>\n");
        }

        html.Write($"<div class=\"actions\">");
        PageFrame.BeginForm(request, "connect", account.Name, state.Protocol);
        html.Write($"<button class=\"{(another ? "" : "primary")}\">{(isConnected ? "Reconnect" : "Connect")}</button></form>\n");
        PageFrame.BeginForm(request, "connect", account.Name, state.Protocol);
        html.Write($"<input type=\"hidden\" name=\"another\" value=\"1\">");
        html.Write($"<button class=\"{(another ? "primary" : "")}\">Use another account</button></form>\n");
        if (HasDeviceCode(account, state.Protocol))
        {
            PageFrame.BeginForm(request, "device", account.Name, state.Protocol);
            html.Write($"<button>Sign in on another device</button></form>\n");
        }

        PageFrame.BeginForm(request, "links", account.Name, state.Protocol);
        html.Write($"<button>Create a link for the mailbox owner</button></form>\n");
        html.Write($"</div>\n<p class=\"hint\">Redirect URI to register at the provider: <code>{request.RedirectUri}</code></p>\n");
        if (!isConnected) return;
        html.Write($"<details><summary>Sign out</summary><p>The application deletes its tokens. ");
        html.Write($"It cannot use the mailbox until someone signs in again.</p>");
        PageFrame.BeginForm(request, "sign-out", account.Name, state.Protocol);
        html.Write($"<button class=\"danger\">Sign out</button></form></details>\n");
    }

    private static void WriteLinks(PageRequest request, MailAccount account, IReadOnlyList<MailConnectLink> links)
    {
        var html = request.Html;
        html.Write($"<section><h2>Links for the mailbox owner</h2>");
        html.Write($"<div class=\"scroll\" role=\"region\" aria-label=\"Links\" tabindex=\"0\">");
        html.Write($"<table><thead><tr><th scope=\"col\">Created</th><th scope=\"col\">Expires</th><th scope=\"col\">State</th>");
        html.Write($"<th scope=\"col\">What to do</th></tr></thead><tbody>\n");
        foreach (var link in links)
        {
            html.Write($"<tr><td>{StatusText.Time(link.CreatedAt)}</td><td>{StatusText.Time(link.ExpiresAt)}</td>");
            html.Write($"<td>{StatusText.Label(link.Status)}</td><td>");
            if (link.Status != MailConnectLinkStatus.Used)
            {
                PageFrame.BeginForm(request, "links/revoke", account.Name, protocol: null);
                html.Write($"<input type=\"hidden\" name=\"id\" value=\"{link.Id}\">");
                html.Write($"<button aria-label=\"Revoke the link of {StatusText.Time(link.CreatedAt)}\">Revoke</button></form>");
            }

            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table></div></section>\n");
    }

    private static void WriteTest(PageRequest request, MailAccount account, bool canAskAdministrator)
    {
        var html = request.Html;
        html.Write($"<section><h2>Test</h2><p>Acquires a new token, and logs in to each mail server. No message is sent.</p>");
        html.Write($"<div class=\"actions\">");
        PageFrame.BeginForm(request, "test", account.Name, null);
        html.Write($"<button>Test the account</button></form></div></section>\n");
        if (!canAskAdministrator) return;
        html.Write($"<section><h2>Consent of an administrator</h2>");
        html.Write($"<p>An administrator of the organization allows the application to use mailboxes. ");
        html.Write($"Sign in as such an administrator.</p><div class=\"actions\">");
        foreach (var (protocol, text) in ((MailProtocol, string)[])
            [(MailProtocol.Imap, "Request consent to read mail"), (MailProtocol.Smtp, "Request consent to send mail")])
        {
            if (account.GetEndpoint(protocol) is null && account.GetEndpoint(MailProtocol.Pop3) is null) continue;
            PageFrame.BeginForm(request, "consent", account.Name, protocol);
            html.Write($"<button>{text}</button></form>\n");
        }

        html.Write($"</div></section>\n");
    }

    private static bool HasDeviceCode(MailAccount account, MailProtocol? protocol)
    {
        var provider = account.GetProvider(protocol ?? MailProtocol.Imap);
        return provider.Id == "custom" || provider.Flows.Contains(OAuthFlow.DeviceCode);
    }
}
