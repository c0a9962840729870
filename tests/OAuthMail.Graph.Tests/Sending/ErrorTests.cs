using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Sending;

public class ErrorTests(GraphWorldFixture world) : IClassFixture<GraphWorldFixture>
{
    [Theory]
    [InlineData(403, "ErrorAccessDenied", "Access is denied.", "graph-access-denied")]
    [InlineData(403, "ErrorAccessDenied", "Access to OData is disabled.", "graph-access-policy")]
    [InlineData(403, "ErrorAccessDenied", "[RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.", "graph-access-policy")]
    [InlineData(404, "MailboxNotEnabledForRESTAPI", "The mailbox is inactive.", "graph-mailbox-not-enabled")]
    [InlineData(404, "ErrorInvalidUser", "The requested user is invalid.", "mailbox-not-found")]
    [InlineData(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.", "recipient-refused")]
    [InlineData(400, "ErrorMimeContentInvalidBase64String", "Invalid base64.", "content-refused")]
    [InlineData(413, "", "", "message-too-large")]
    [InlineData(400, "ErrorMessageSizeExceeded", "Too large.", "message-too-large")]
    [InlineData(403, "ErrorQuotaExceeded", "The mailbox is full.", "mailbox-full")]
    [InlineData(429, "ErrorExceededMessageLimit", "WASCL UserAction verdict is not None, RefuseQuota", "graph-account-unverified")]
    [InlineData(403, "ErrorExceededMessageLimit", "Limit.", "sending-limit-reached")]
    [InlineData(418, "Teapot", "Unknown.", "mail-server-refused")]
    public async Task Error_is_classified_with_a_remedy_and_the_message_is_not_sent_again(
        int status, string code, string text, string problem)
    {
        var before = world.World.SendRequests;
        world.World.Server.On(GraphOperation.SendMail, GraphFault.Error(status, code, text));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.World.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Equal(problem, failure.Code);
        Assert.Contains($"status {status}", failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("<mailbox>", failure.Diagnosis!.Causes[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(before + 1, world.World.SendRequests);
    }
}
