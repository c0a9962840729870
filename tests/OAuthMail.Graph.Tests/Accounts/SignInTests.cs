using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Accounts;

public class SignInTests
{
    private static readonly Uri Redirect = new("https://app.contoso.test/callback");

    [Fact]
    public async Task User_signs_in_once_to_send_and_receive_and_the_login_is_checked()
    {
        await using var world = await GraphWorld.StartAsync(
            OAuthFlow.AuthorizationCode, account: options => options.Provider = "Microsoft365");
        GraphWorld.Deliver(world.AlertsMailbox, "Hello");

        await SignInAsync(world);
        await world.Sender.SendAsync("alerts", GraphWorld.Message());
        var options = new MailWatchOptions { From = MailboxPosition.Beginning };
        string? subject = null;
        await foreach (var arrival in world.Application.Get<IMailWatcher>().WatchAsync("alerts", options))
        {
            subject = arrival.Envelope.Subject;
            break;
        }

        Assert.Equal("Hello", subject);
        Assert.Single(world.BobMailbox.Inbox.Messages);
        Assert.Equal("/v1.0/users/alerts@contoso.test/mailFolders/inbox", world.Server.Requests[0].Path);
        Assert.Equal("/v1.0/me/sendMail", world.Server.Requests[1].Path);
    }

    [Fact]
    public async Task Another_user_is_noticed_when_the_sign_in_completes()
    {
        await using var world = await GraphWorld.StartAsync(
            OAuthFlow.AuthorizationCode, account: options => options.Provider = "Microsoft365");
        world.Host.AuthorizationServer.SignInAs(GraphWorld.Bob);

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => SignInAsync(world));

        Assert.Equal(Problems.WrongPerson, failure.Problem);
        Assert.Contains(GraphWorld.Bob, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_and_next_sign_in_send_the_claims_of_a_challenge()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await GraphWorld.StartAsync(
            OAuthFlow.AuthorizationCode, account: options => options.Provider = "Microsoft365", clock: clock);
        await SignInAsync(world);
        clock.Advance(TimeSpan.FromMinutes(2));
        world.Server.On(GraphOperation.SendMail, GraphFault.RequireClaims(GraphWorld.Claims), times: 2);

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));
        await UntilAsync(
            world, states => states.Any(state => state.Status == MailAccountStatus.Failing && state.Problem == failure.Problem));
        var signIn = await world.Application.Get<IMailSignIn>().BeginAsync("alerts", redirectUri: Redirect);

        Assert.Equal(Problems.GraphClaimsRequired, failure.Problem);
        var refresh = world.Host.AuthorizationServer.Requests.Token[^1];
        Assert.Equal("refresh_token", refresh.GrantType);
        Assert.Contains("\"nbf\"", refresh.Parameters["claims"], StringComparison.Ordinal);
        Assert.Contains("claims=%7B%22access_token%22%3A%7B%22nbf%22", signIn.Url.AbsoluteUri, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(GraphWorld world, Func<IReadOnlyList<MailAccountState>, bool> condition)
    {
        while (!condition(await world.Application.Get<IMailAccountStates>().ListAsync())) await Task.Yield();
    }

    private static async Task SignInAsync(GraphWorld world)
    {
        world.Client.RedirectUris.Add(Redirect.AbsoluteUri);
        var signIn = world.Application.Get<IMailSignIn>();
        var pending = await signIn.BeginAsync("alerts", redirectUri: Redirect);
        using var http = world.Host.CreateHttpClient();
        using var response = await http.GetAsync(pending.Url);
        await signIn.CompleteAsync(response.Headers.Location!.AbsoluteUri);
    }
}
