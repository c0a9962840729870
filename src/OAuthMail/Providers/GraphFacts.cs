namespace OAuthMail.Providers;

/// <summary>
/// Describes Microsoft Graph as a provider of one server for sending and receiving. Permissions:
/// <see href="https://learn.microsoft.com/graph/permissions-reference">reference</see>; limits:
/// <see href="https://learn.microsoft.com/graph/throttling-limits">throttling limits</see> (Outlook service).
/// </summary>
internal static class GraphFacts
{
    /// <summary>The application id of Microsoft Graph, which tokens of users have as their audience.</summary>
    public const string ApplicationId = "00000003-0000-0000-c000-000000000000";

    /// <summary>The number of requests for one mailbox that Graph processes at the same time.</summary>
    public const int ConcurrentRequests = 4;

    /// <summary>Creates the description for the mailboxes of a provider.</summary>
    /// <param name="facts">A copy of the provider's options, which is changed.</param>
    /// <param name="resource">The address in the scopes.</param>
    /// <param name="server">The server.</param>
    public static MailProviderOptions Describe(MailProviderOptions facts, string resource, MailEndpoint server)
    {
        (facts.Smtp, facts.Imap, facts.Pop3) = (server, server, null);
        facts.Scopes.Clear();
        facts.Scopes[MailProtocol.Smtp] = $"{resource}/Mail.Send";
        facts.Scopes[MailProtocol.Imap] = $"{resource}/Mail.ReadWrite";
        facts.ApplicationRoles.Clear();
        facts.ApplicationRoles[MailProtocol.Smtp] = "Mail.Send";
        facts.ApplicationRoles[MailProtocol.Imap] = "Mail.ReadWrite";
        if (facts.ApplicationScope is not null) facts.ApplicationScope = $"{resource}/.default";
        var hasAudiences = facts.TokenAudiences.Count > 0;
        facts.TokenAudiences.Clear();
        if (hasAudiences)
        {
            facts.TokenAudiences.Add(resource);
            facts.TokenAudiences.Add(ApplicationId);
        }

        facts.SmtpConnectionLimit = ConcurrentRequests;
        return facts;
    }
}
