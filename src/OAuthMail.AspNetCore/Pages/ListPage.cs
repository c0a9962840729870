namespace OAuthMail.AspNetCore.Pages;

/// <summary>The list of accounts.</summary>
internal static class ListPage
{
    /// <summary>Sends the beginning of the page at once, because the states of many accounts take a moment.</summary>
    public static async Task BeginAsync(PageRequest request, int count)
    {
        var proof = request.GetFormProof();
        PageFrame.Begin(request, "Accounts");
        request.Html.Write($"<form id=\"connect\" method=\"post\" action=\"{request.PathOf("connect")}\">");
        request.Html.Write($"<input type=\"hidden\" name=\"{proof.FormFieldName}\" value=\"{proof.RequestToken}\"></form>\n");
        if (count > 0) request.Html.Write($"<p>{count} {(count == 1 ? "account" : "accounts")}</p>\n");
        await request.SendAsync().ConfigureAwait(false);
        await request.Context.Response.Body.FlushAsync(request.Aborted).ConfigureAwait(false);
    }

    public static async Task EndAsync(PageRequest request, IMailAccounts accounts, IReadOnlyList<MailAccountState> states)
    {
        var html = request.Html;
        if (states.Count == 0)
        {
            html.Write($"<p class=\"panel\">The application has no mail accounts. Add one to its configuration.</p>\n");
        }
        else
        {
            var byName = accounts.All.ToDictionary(account => account.Name, StringComparer.OrdinalIgnoreCase);
            html.Write($"""
                <div class="panel scroll" role="region" aria-label="Accounts" tabindex="0"><table>
                <thead><tr><th scope="col">Account</th><th scope="col">Mailbox</th><th scope="col">State</th>
                <th scope="col">What to do</th></tr></thead>
                <tbody>

                """);
            foreach (var state in states)
            {
                if (byName.TryGetValue(state.Account, out var account)) WriteRow(request, account, state);
            }

            html.Write($"</tbody></table></div>\n");
        }

        PageFrame.End(request);
        await request.SendAsync().ConfigureAwait(false);
    }

    private static void WriteRow(PageRequest request, MailAccount account, MailAccountState state)
    {
        var html = request.Html;
        html.Write($"<tr><th scope=\"row\"><a href=\"{request.PathOfAccount(account.Name)}\">{account.Name}</a>");
        if (state.Protocol is not null) html.Write($"<div class=\"hint\">{StatusText.Side(state.Protocol)}</div>");
        html.Write($"</th><td>{account.Address}</td><td><span class=\"status {StatusText.Style(state.Status)}\">");
        html.Write($"{StatusText.Label(state.Status)}</span><div class=\"hint\">since {StatusText.Time(state.Since)}</div></td><td>");
        if (state.Problem is { } problem && state.Status != MailAccountStatus.NotSignedIn) html.Write($"{problem.Remedy}<br>");
        if (StatusText.HasUser(account, state.Protocol) && StatusText.NeedsSignIn(state))
        {
            // Buttons have one value; the protocol of an account with separate registrations follows from what requires a sign-in.
            var action = state.Status == MailAccountStatus.NotSignedIn ? "Connect" : "Reconnect";
            html.Write($"<button class=\"primary\" form=\"connect\" name=\"account\" value=\"{account.Name}\" ");
            html.Write($"aria-label=\"{action} {account.Name}\">{action}</button>");
        }
        else if (state.NextExpiration is { ExpiresAt: { } expiresAt } next)
        {
            html.Write($"<span class=\"hint\">{next.Name} expires on {StatusText.Time(expiresAt)}.</span>");
        }

        html.Write($"</td></tr>\n");
    }
}
