using OAuthMail.MailKit.Handling;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Handling;

public class HandlerTelemetryTests
{
    [Fact]
    public void Page_lists_every_event() => TelemetryPage.AssertLists(HandlerLog.Category, typeof(HandlerLog));
}
