using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors.Recognition;

/// <summary>The ids and the time of a request tell where to look in the server's log.</summary>
public class RequestTraceTests
{
    [Fact]
    public void Ids_of_a_description_are_shown()
    {
        var error = new TokenError
        {
            Error = "access_denied",
            Description = "AADSTS50105: Not assigned. Trace ID: aaaa-1 Correlation ID: bbbb-2 Timestamp: 2026-01-09 02:02:12Z",
        };
        RequestTrace.Complete(error);

        Assert.Equal(
            ["Look in the sign-in log of the Microsoft Entra admin center for correlation ID bbbb-2, request ID aaaa-1 "
                + "at 2026-01-09 02:02:12Z."],
            RequestTrace.NextSteps(error, isEntra: true));
    }

    [Fact]
    public void Server_without_ids_has_no_next_step() =>
        Assert.Empty(RequestTrace.NextSteps(new TokenError { Description = "No." }, isEntra: true));

    [Theory]
    [InlineData("535 5.7.3 Authentication unsuccessful [AM0PR06CA0126.eurprd06.prod.outlook.com 2024-02-14T14:50:26.590Z 08DC2D372B4C3DED]",
        "2024-02-14 14:50:26Z")]
    [InlineData("535 5.7.3 Authentication unsuccessful [AM0PR06CA0126.eurprd06.prod.outlook.com]", null)]
    public void Time_of_a_reply_is_found(string line, string? time) => Assert.Equal(time, ReplyTime.Find([line]));
}
