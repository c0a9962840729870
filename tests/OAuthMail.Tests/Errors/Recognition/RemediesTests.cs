using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors.Recognition;

public class RemediesTests
{
    private static readonly RemedyValues Values = new()
    {
        Mailbox = "alerts@contoso.com", SignInName = "admin@contoso.com", ClientId = "1111", Tenant = "contoso.com",
        Host = "smtp.office365.com", Permission = "SMTP.SendAsApp",
    };

    [Fact]
    public void Known_values_are_filled_in_and_unknown_ones_are_explained()
    {
        var remedy = Remedies.Find(Problems.ApplicationNotPermitted, MailVendor.Exchange, OAuthFlow.ClientCredentials, Values);
        Assert.Contains("New-ServicePrincipal -AppId 1111 -ObjectId <object id>", remedy, StringComparison.Ordinal);
        Assert.Contains("Add-MailboxPermission -Identity alerts@contoso.com", remedy, StringComparison.Ordinal);
        Assert.Contains("https://login.microsoftonline.com/contoso.com/adminconsent?client_id=1111", remedy, StringComparison.Ordinal);
        Assert.EndsWith(
            "Where to find <object id>: Entra admin center, Enterprise applications, the application, Overview, Object ID.", remedy,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Same_rejection_has_another_remedy_for_a_user() => Assert.Contains(
        "-Trustee admin@contoso.com", Remedies.Find(Problems.SendAsDenied, MailVendor.Exchange, OAuthFlow.AuthorizationCode, Values),
        StringComparison.Ordinal);

    [Fact]
    public void PowerShell_is_for_Microsoft_only()
    {
        var problems = typeof(Problems).GetProperties().Select(property => (Problem)property.GetValue(null)!);
        var vendors = Enum.GetValues<MailVendor>().Where(vendor => !vendor.IsMicrosoft());
        var microsoftOnly = new[]
        {
            Problems.SmtpAuthDisabledForTenant, Problems.SmtpAuthDisabledForMailbox, Problems.GraphAccessDenied, Problems.GraphAccessPolicy,
        };
        var found = problems.Except(microsoftOnly).SelectMany(problem => vendors.Select(
            vendor => Remedies.Find(problem, vendor, OAuthFlow.AuthorizationCode, Values)));
        Assert.DoesNotContain(found, remedy => remedy.Contains("-Identity", StringComparison.Ordinal));
    }

    [Fact]
    public void Diagnosis_ranks_the_claims_first_and_says_what_is_excluded()
    {
        var evidence = new ReplyEvidence(MailProtocol.Smtp, ReplyStep.Login, ["535 5.7.3 Authentication unsuccessful"])
        {
            Vendor = MailVendor.Exchange, Flow = OAuthFlow.AuthorizationCode, IsFreshToken = true,
        };
        var match = ServerReplyCatalogue.Find(evidence);
        Assert.False(match.NewTokenMayHelp);
        var diagnosis = ReplyDiagnosis.Create(match.Problem, evidence, Values, match.NewTokenMayHelp, [Problems.TokenOfAnotherUser]);
        Assert.Equal([Problems.TokenRefused, Problems.TokenOfAnotherUser], diagnosis.Causes.Take(2).Select(cause => cause.Problem));
        Assert.Contains(diagnosis.Causes, cause => cause.Problem == Problems.SmtpAuthDisabledForMailbox);
        Assert.Contains(diagnosis.Excluded, text => text.Contains("age of the token", StringComparison.Ordinal));
        Assert.Contains(diagnosis.NextSteps, text => text.Contains("correlation id", StringComparison.Ordinal));
    }
}
