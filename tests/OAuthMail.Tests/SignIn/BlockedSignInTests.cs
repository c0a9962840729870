namespace OAuthMail.Tests.SignIn;

public class BlockedSignInTests
{
    [Fact]
    public async Task Blocked_thread_does_not_deadlock()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var device = world.CreatePerson("bob", OAuthFlow.DeviceCode);
        var tester = new ConnectionTester(
            new ConnectionTesterOptions { ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback });

        BlockedThread.Run(() =>
        {
            BlockedThread.Wait(AuthorizationServerDiscovery.FindAsync(world.Server.Issuer, world.Http));
            var signIn = world.SignIn(account);
            var begun = BlockedThread.Wait(signIn.BeginAsync());
            BlockedThread.Wait(signIn.CompleteAsync(BlockedThread.Wait(Task.Run(() => world.BrowseAsync(begun.Url)))));
            BlockedThread.Wait(new LoopbackSignIn(signIn).RunAsync((url, ct) => Task.Run(async () =>
            {
                using var landed = await world.Browser.GetAsync(new Uri(await world.BrowseAsync(url)), ct);
            }, ct)));
            foreach (var protocol in account.Protocols)
            {
                var report = BlockedThread.Wait(tester.TestAsync(account, protocol, world.TokensOf(account)));
                Assert.True(report.Succeeded, report.ToString());
            }

            var token = BlockedThread.Wait(world.TokensOf(account).GetAccessTokenAsync().AsTask());
            Assert.Null(BlockedThread.Wait(tester.CreateLoginCheck(account, MailProtocol.Imap)(token, CancellationToken.None)));
            BlockedThread.Wait(signIn.SignOutAsync());
            BlockedThread.Wait(world.SignIn(device).BeginWithDeviceCodeAsync());
        });
    }
}
