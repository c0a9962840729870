using OAuthMail.Providers;

namespace OAuthMail.Graph.Http;

/// <summary>Creates the addresses of requests.</summary>
internal static class GraphAddresses
{
    /// <summary>Returns the address of a call.</summary>
    /// <exception cref="MailServerException">The response of the server contains an address of another server.</exception>
    public static Uri Of(GraphCall call)
    {
        var server = call.Account.GraphAddress!;
        if (!call.Path.Contains("://", StringComparison.Ordinal))
        {
            return new Uri(server, $"/v1.0/{MailboxOf(call.Account, call.Protocol)}/{call.Path}");
        }

        // A token goes only to the server of the account, whatever a response contains.
        if (Uri.TryCreate(call.Path, UriKind.Absolute, out var page)
            && page.GetLeftPart(UriPartial.Authority).Equals(server.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            && page.UserInfo.Length == 0)
        {
            return page;
        }

        throw new MailServerException(
            Problems.CredentialRedirected, call.Protocol, call.Server,
            $"{call.Step} for '{call.Account.Name}' failed: {call.Server} returned the address of another server, which was not opened.");
    }

    /// <summary>Returns the path of the mailbox. Applications and delegates name it; a user's own is <c>me</c>.</summary>
    private static string MailboxOf(MailAccount account, MailProtocol protocol)
    {
        var isOwn = account.GetFlow(protocol).IsForPerson()
            && account.SignInName.Equals(account.Address, StringComparison.OrdinalIgnoreCase);
        return isOwn ? "me" : $"users/{Uri.EscapeDataString(account.Address)}";
    }
}
