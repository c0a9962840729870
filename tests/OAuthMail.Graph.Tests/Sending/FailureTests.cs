using Microsoft.Extensions.DependencyInjection;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Sending;

public class FailureTests
{
    [Theory]
    [InlineData(429, "ApplicationThrottled")]
    [InlineData(503, "serviceNotAvailable")]
    public async Task Throttled_message_is_sent_again_after_the_requested_time(int status, string code)
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.SendMail, GraphFault.Error(status, code, "Wait.", retryAfter: "1"));

        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Equal(2, result.Attempts);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Connection_that_is_cut_before_the_message_was_processed_leaves_the_delivery_unknown_and_it_is_not_sent_again()
    {
        await using var world = await GraphWorld.StartAsync(configure: options => options.UnknownDeliveryCheck = TimeSpan.FromSeconds(1));
        world.Server.On(GraphOperation.SendMail, GraphFault.Cut());

        var failure = await Assert.ThrowsAsync<MailDeliveryUnknownException>(
            () => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Contains("not in Sent Items", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(1, world.SendRequests);
        Assert.Empty(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Message_whose_response_was_lost_is_found_in_sent_items()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.SendMail, GraphFault.CutAfterHandling());

        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Contains("Sent Items", result.ServerReply, StringComparison.Ordinal);
        Assert.Equal(1, world.SendRequests);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Theory]
    [InlineData(504)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(502)]
    public async Task Gateway_error_after_acceptance_does_not_send_again(int status)
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.SendMail, GraphFault.ErrorAfterHandling(status, "UnknownError"));

        await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Equal(1, world.SendRequests);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Without_permission_to_read_the_delivery_stays_unknown()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Client.Roles.Remove("Mail.ReadWrite");
        world.Server.On(GraphOperation.SendMail, GraphFault.ErrorAfterHandling(504, "UnknownError"));

        var failure = await Assert.ThrowsAsync<MailDeliveryUnknownException>(
            () => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Contains("could not be searched", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(1, world.SendRequests);
    }

    [Theory]
    [InlineData(504)]
    [InlineData(500)]
    public async Task Retry_handler_of_the_application_does_not_send_twice(int status)
    {
        await using var world = await GraphWorld.StartAsync(register: builder =>
            builder.Services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(() => new RetryingHandler())));
        world.Server.On(GraphOperation.SendMail, GraphFault.ErrorAfterHandling(status, "UnknownError"));

        await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Equal(1, world.SendRequests);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Copy_of_an_earlier_message_with_the_same_id_proves_nothing()
    {
        await using var world = await GraphWorld.StartAsync(configure: options => options.UnknownDeliveryCheck = TimeSpan.FromSeconds(1));
        var message = GraphWorld.Message();
        await world.Sender.SendAsync("alerts", message);
        world.Server.On(GraphOperation.SendMail, GraphFault.Cut());

        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => world.Sender.SendAsync("alerts", message));
    }

    [Fact]
    public async Task Status_200_is_not_a_success()
    {
        await using var world = await GraphWorld.StartAsync(configure: options => options.UnknownDeliveryCheck = TimeSpan.Zero);
        world.Server.On(GraphOperation.SendMail, GraphFault.Response(200));

        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Equal(1, world.SendRequests);
    }

    [Fact]
    public async Task Cancellation_after_the_request_went_out_leaves_the_delivery_unknown()
    {
        await using var world = await GraphWorld.StartAsync();
        var gate = new MailGate();
        world.Server.On(GraphOperation.SendMail, GraphFault.Hold(gate));
        using var cancellation = new CancellationTokenSource();

        var sending = world.Sender.SendAsync("alerts", GraphWorld.Message(), cancellation.Token);
        await gate.Reached;
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        gate.Open();
    }

    [Fact]
    public async Task Page_of_a_proxy_instead_of_an_error_is_classified_by_its_status()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.SendMail, GraphFault.Response(403, "<html>Blocked by the company</html>"));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Equal(Problems.GraphAccessDenied, failure.Problem);
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.SendMail, GraphFault.Redirect(new Uri(world.Server.Address, "/v1.0/me/sendMail")));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Equal(Problems.CredentialRedirected, failure.Problem);
        Assert.Single(world.Server.Requests);
    }

    [Fact]
    public async Task Rejected_token_is_replaced_once()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await GraphWorld.StartAsync(clock: clock);
        await world.Sender.SendAsync("alerts", GraphWorld.Message());
        clock.Advance(TimeSpan.FromMinutes(2));
        world.Server.On(GraphOperation.SendMail, GraphFault.Error(401, "InvalidAuthenticationToken", "CompactToken parsing failed"));

        var result = await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Equal(1, result.Attempts);
        Assert.Equal(3, world.SendRequests);
        Assert.Equal(2, world.BobMailbox.Inbox.Messages.Count);
    }

    [Fact]
    public async Task Claims_challenge_is_explained_after_one_new_token()
    {
        await using var world = await GraphWorld.StartAsync();
        world.Server.On(GraphOperation.SendMail, GraphFault.RequireClaims("eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="), times: 3);

        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.Equal(Problems.GraphClaimsRequired, failure.Problem);
        Assert.InRange(world.SendRequests, 1, 2);
    }

    [Fact]
    public async Task Token_request_of_an_application_sends_the_claims_of_the_challenge()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await GraphWorld.StartAsync(clock: clock);
        await world.Sender.SendAsync("alerts", GraphWorld.Message());
        clock.Advance(TimeSpan.FromMinutes(2));
        world.Server.On(GraphOperation.SendMail, GraphFault.RequireClaims(GraphWorld.Claims));

        await world.Sender.SendAsync("alerts", GraphWorld.Message());

        Assert.Equal(2, world.BobMailbox.Inbox.Messages.Count);
        var request = world.Host.AuthorizationServer.Requests.Token[^1];
        Assert.Equal("""{"access_token":{"nbf":{"essential":true},"xms_cc":{"values":["cp1"]}}}""", request.Parameters["claims"]);
    }

    [Fact]
    public async Task Token_appears_in_no_text()
    {
        await using var world = await GraphWorld.StartAsync();
        var token = await world.Application.Services.GetRequiredKeyedService<IAccessTokenProvider>("alerts")
            .GetAccessTokenAsync(new AccessTokenRequest(protocol: MailProtocol.Smtp));
        world.Server.On(GraphOperation.SendMail, GraphFault.Error(403, "ErrorAccessDenied", $"Bad token {token.Value}"));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));

        Assert.DoesNotContain(token.Value[..40], failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Value[..40], string.Join("\n", world.Application.Log.Messages), StringComparison.Ordinal);
    }

    private sealed class RetryingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            return (int)response.StatusCode < 500 ? response : await base.SendAsync(request, cancellationToken);
        }
    }
}
