using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Documentation;

/// <summary>Checks that docs/telemetry.md lists every log event.</summary>
public class TelemetryPageTests
{
    [Theory]
    [InlineData("OAuthMail.DependencyInjection.AccountsLog", "OAuthMail.Accounts")]
    [InlineData("OAuthMail.AccountStates.StatesLog", "OAuthMail.AccountStates")]
    [InlineData("OAuthMail.Tokens.TokenLog", "OAuthMail.Tokens")]
    public void Page_lists_every_event_of_a_category(string type, string category) =>
        TelemetryPage.AssertLists(category, typeof(OAuthMailOptions).Assembly.GetType(type, throwOnError: true)!);
}
