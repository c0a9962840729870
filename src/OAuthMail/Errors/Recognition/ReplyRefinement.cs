namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Replaces a problem by the one that fits the provider and the flow: the same words have another cause, and another person acts.
/// </summary>
internal static class ReplyRefinement
{
    public static Problem Apply(Problem problem, ReplyEvidence evidence)
    {
        var vendor = evidence.Vendor;
        if (problem == Problems.TokenRefused)
        {
            return evidence.IsApplication && vendor is MailVendor.Exchange ? Problems.ApplicationNotPermitted : problem;
        }

        if (evidence.Step == ReplyStep.Connect) problem = ForGreeting(problem);
        if (vendor == MailVendor.Outlook) return ForOutlook(problem);

        // Accounts of consumers have no administrator.
        if ((problem == Problems.AccountLocked || problem == Problems.SenderBlocked)
            && vendor is MailVendor.Yahoo or MailVendor.MailRu or MailVendor.Yandex)
        {
            return Problems.AccountSuspended;
        }

        return problem;
    }

    /// <summary>
    /// At the greeting the server knows neither a user nor a message: it rejects the address of this machine, or it is closed for all.
    /// </summary>
    private static Problem ForGreeting(Problem problem)
    {
        if (problem == Problems.SpamSuspected || problem == Problems.ServiceNotAllowed) return Problems.SendingAddressBlocked;
        if (problem == Problems.ImapNotEnabled) return Problems.ImapDisabledByAdministrator;
        if (problem == Problems.Pop3NotEnabled) return Problems.Pop3DisabledByAdministrator;
        if (problem == Problems.SmtpNotEnabled) return Problems.SmtpDisabledByAdministrator;
        return problem == Problems.ServerRefused ? Problems.ServerNotReady : problem;
    }

    /// <summary>A personal account has no administrator.</summary>
    private static Problem ForOutlook(Problem problem)
    {
        if (problem == Problems.MailboxNotConnected || problem == Problems.ImapDisabledByAdministrator)
        {
            return Problems.OutlookMailboxNotConnected;
        }

        if (problem == Problems.SmtpAuthDisabledForTenant || problem == Problems.SmtpAuthDisabledForMailbox) return Problems.SmtpNotEnabled;
        if (problem == Problems.SenderBlocked || problem == Problems.TenantSendingBlocked) return Problems.AccountRestricted;
        if (problem == Problems.Pop3DisabledByAdministrator) return Problems.Pop3NotEnabled;
        return problem == Problems.AccountLocked ? Problems.AccountSuspended : problem;
    }
}
