using OAuthMail.AccountStates;

namespace OAuthMail.Tests.AccountStates;

/// <summary>A claims challenge of a rejected token request, which the next sign-in must send, in whatever process it begins.</summary>
public class ClaimsChallengeTests
{
    private const string Claims = """{"access_token":{"acrs":{"value":"c1"}}}""";

    [Fact]
    public async Task Next_sign_in_sends_the_challenge_also_in_a_notice_and_in_another_process()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        var other = await world.AddApplicationAsync();
        await world.SignInAsync(application);
        Fail(application, Claims);
        await world.WaitForAsync(other, "support", MailAccountStatus.SignInRequired);

        var signIn = other.Get<IMailSignIn>();
        AssertSent((await signIn.BeginAsync("support")).Url);
        AssertSent((await signIn.BeginAsync("support", new BrowserSignInRequest { IsSeparate = true })).Url);
        AssertSent((await signIn.GetPendingAsync("support"))!.Url);
        await world.UntilAsync(() => world.Observer.Notices.Any(one => one.Kind == MailAccountNoticeKind.SignInRequired));
        AssertSent(world.Observer.Notices.Last().SignInUrl!);

        // A later failure without a challenge does not hide it. The challenge of the request is preferred to the remembered one.
        Fail(application, claims: null);
        AssertSent((await signIn.BeginAsync("support")).Url);
        var request = new BrowserSignInRequest { IsSeparate = true, Claims = """{"id_token":{}}""" };
        Assert.Contains("claims=%7B%22id_token%22", (await signIn.BeginAsync("support", request)).Url.Query, StringComparison.Ordinal);

        // A completed sign-in has met it.
        await signIn.CompleteAsync(await world.BrowseAsync((await signIn.BeginAsync("support")).Url));
        await world.WaitForAsync(application, "support", MailAccountStatus.Unverified);
        var next = (await signIn.BeginAsync("support", new BrowserSignInRequest { IsSeparate = true })).Url;
        Assert.DoesNotContain("claims=", next.Query, StringComparison.Ordinal);
    }

    private static void AssertSent(Uri url) =>
        Assert.Contains($"claims={Uri.EscapeDataString(Claims)}", url.AbsoluteUri, StringComparison.Ordinal);

    private static void Fail(DependencyInjection.TestApplication application, string? claims)
    {
        var answer = new TokenRequestException(Problems.InteractionRequired, "The server requires another sign-in.") { Claims = claims };
        application.Get<AccountActivity>().Failed(
            application.Accounts.Get("support"), MailProtocol.Imap,
            new SignInRequiredException("support", Problems.InteractionRequired, "The server requires another sign-in.", answer));
    }
}
