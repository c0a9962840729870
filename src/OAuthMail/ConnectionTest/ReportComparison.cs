using OAuthMail.Accounts;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.ConnectionTest;

/// <summary>
/// Ranks the causes of a rejected login by what the other protocols of the same account did: if one of them accepted the login, the
/// cause is a setting of the protocol; if all rejected it, the cause is the token, the user name or the mailbox.
/// </summary>
internal static class ReportComparison
{
    public static ConnectionReport Apply(ConnectionReport report, IReadOnlyList<ConnectionReport> all)
    {
        var others = all.Where(other => other.Protocol != report.Protocol && other.Account.Name == report.Account.Name
            && UsesTokenOf(report, other.Protocol)).ToList();
        var accepted = others.Where(IsAccepted).ToList();
        var rejected = others.Where(IsRejected).ToList();
        if (!IsRejected(report) || report.Diagnosis is not { } diagnosis) return report;
        if (accepted.Count > 0)
        {
            var isSameUser = accepted.Any(other => IsSameUser(report, other.Protocol));
            return Create(
                report, [.. CausesOfOneProtocol(report, isSameUser), .. diagnosis.Causes.Select(cause => cause.Problem)],
                $"{(isSameUser ? "The user name and the token" : "The token")} as such: {Names(accepted)} accepted a login of the same "
                + "account.");
        }

        if (rejected.Count == 0) return report;
        var disabled = Disabled(report);
        return Create(
            report, [.. diagnosis.Causes.Select(cause => cause.Problem).Where(problem => problem != disabled), disabled],
            $"A setting of a single protocol: {Names(rejected)} rejected the login, too.");
    }

    private static bool IsAccepted(ConnectionReport report) => report.Steps.Any(step =>
        step.Kind == ConnectionStepKind.Authenticate && step.Outcome == ConnectionStepOutcome.Passed);

    /// <summary>Returns whether the login was rejected without a reason, so that other evidence decides.</summary>
    private static bool IsRejected(ConnectionReport report) =>
        !IsAccepted(report) && ReplyDiagnosis.IsBareRejection(report.Problem) && report.Problem != Problems.TokenExpired;

    /// <summary>
    /// Returns whether another protocol uses the same registration. Incoming and outgoing mail can have registrations of their own.
    /// </summary>
    private static bool UsesTokenOf(ConnectionReport report, MailProtocol other) =>
        ReferenceEquals(report.Account.GetRegistration(report.Protocol), report.Account.GetRegistration(other));

    private static bool IsSameUser(ConnectionReport report, MailProtocol other) => string.Equals(
        report.Account.GetUserName(report.Protocol), report.Account.GetUserName(other), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Problem> CausesOfOneProtocol(ConnectionReport report, bool isSameUser)
    {
        // A user opens a shared mailbox by its address, and sends with the own name.
        if (!isSameUser) yield return Problems.MailboxPermissionMissing;
        yield return Disabled(report);
        if (VendorOf(report) == MailVendor.Exchange)
        {
            yield return Problems.TokenPermissionMissing;
            yield return Problems.MailboxPermissionMissing;
            yield return Problems.LoginBlockedByPolicy;
        }
        else
        {
            yield return Problems.TokenScopeInsufficient;
        }
    }

    /// <summary>Returns the problem of a protocol that is switched off: by an administrator in Exchange, elsewhere by the user.</summary>
    private static Problem Disabled(ConnectionReport report)
    {
        var isExchange = VendorOf(report) == MailVendor.Exchange;
        return report.Protocol switch
        {
            MailProtocol.Smtp => isExchange ? Problems.SmtpAuthDisabledForMailbox : Problems.SmtpNotEnabled,
            MailProtocol.Imap => isExchange ? Problems.ImapDisabledByAdministrator : Problems.ImapNotEnabled,
            _ => isExchange ? Problems.Pop3DisabledByAdministrator : Problems.Pop3NotEnabled,
        };
    }

    private static MailVendor VendorOf(ConnectionReport report) =>
        MailVendors.OfProvider(report.Account.GetProvider(report.Protocol)) is var vendor && vendor != MailVendor.Unknown
            ? vendor
            : MailVendors.OfHost(report.Endpoint.Host);

    private static string Names(IEnumerable<ConnectionReport> reports) =>
        string.Join(" and ", reports.Select(report => ReportText.NameOf(report.Protocol)));

    private static ConnectionReport Create(ConnectionReport report, IReadOnlyList<Problem> problems, string excluded)
    {
        var known = report.Diagnosis!;
        var values = AccountRemedyValues.Of(report.Account, report.Protocol);
        var flow = report.Account.GetFlow(report.Protocol);
        var causes = problems.Distinct().Select(problem => known.Causes.FirstOrDefault(cause => cause.Problem == problem)
            ?? new DiagnosisCause(problem, Remedies.Find(problem, VendorOf(report), flow, values), newTokenMayHelp: false)).ToArray();

        // The other protocols have been tested.
        var next = known.NextSteps.Where(step => !ReplyDiagnosis.IsTestOfAnotherProtocol(step)).ToArray();
        return new ConnectionReport(
            report.Account, report.Protocol, report.Endpoint, report.Steps, report.FetchedMessage, causes[0].Problem)
        {
            Diagnosis = new Diagnosis(causes, [.. known.Excluded, excluded], next),
        };
    }
}
