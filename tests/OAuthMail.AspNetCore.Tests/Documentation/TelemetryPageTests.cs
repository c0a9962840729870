using OAuthMail.AspNetCore.Endpoints;
using OAuthMail.AspNetCore.Links;
using OAuthMail.Tests.Shared;

namespace OAuthMail.AspNetCore.Tests.Documentation;

public class TelemetryPageTests
{
    [Fact]
    public void Page_lists_every_event() =>
        TelemetryPage.AssertLists("OAuthMail.ConnectPage", typeof(ConnectPageLog), typeof(LinkLog));
}
