using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Products;

/// <summary>
/// PA Server Monitor: authorization URL, token URL, client id, secret, scope, redirect URL; SMTP server, port, user. A Test button, and a
/// backup server for the time in which nobody has signed in.
/// </summary>
public sealed class PaServerMonitorTests
{
    [Fact]
    public async Task Test_shows_an_address_and_succeeds_after_the_sign_in()
    {
        await using var world = await StartAsync();
        var before = await TestAsync(world);
        Assert.False(before.Succeeded);
        Assert.Equal(Problems.NotSignedIn, before.Problem);

        var pending = await world.Application.Get<IMailSignIn>().BeginAsync("alerts");
        Assert.StartsWith(world.Server.AuthorizationEndpoint.AbsoluteUri, pending.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(ProductWorld.RedirectUrl, pending.RedirectUri.AbsoluteUri);
        var redirect = await world.BrowseAsync(pending.Url);
        Assert.StartsWith(ProductWorld.RedirectUrl, redirect, StringComparison.Ordinal);
        Assert.Equal("alerts", (await world.Application.Get<IMailSignIn>().CompleteAsync(redirect)).Account);

        var after = await TestAsync(world);
        Assert.True(after.Succeeded, after.ToString());
        Assert.False((await world.SendAsync()).UsedBackup);
        Assert.Equal(["Disk full"], world.SubjectsOf(ProductWorld.Ops));
    }

    [Fact]
    public async Task Revoked_consent_is_announced_once_with_a_new_address_and_the_backup_sends_meanwhile()
    {
        await using var world = await StartAsync();
        var first = await world.Application.Get<IMailSignIn>().BeginAsync("alerts");
        await world.Application.Get<IMailSignIn>().CompleteAsync(await world.BrowseAsync(first.Url));
        Assert.False((await world.SendAsync("first")).UsedBackup);

        world.Server.RevokeAll();
        world.Clock.Advance(TimeSpan.FromHours(2));
        for (var i = 0; i < 3; i++)
        {
            var sent = await world.SendAsync("meanwhile");
            Assert.True(sent.UsedBackup);
            Assert.IsType<SignInRequiredException>(sent.FirstFailure);
        }

        await world.UntilAsync(() => world.Observer.Count(MailAccountNoticeKind.SignInRequired) > 0);
        var notice = Assert.Single(world.Observer.Notices, one => one.Kind == MailAccountNoticeKind.SignInRequired);
        Assert.NotEqual(first.Url, notice.SignIn!.Url);
        Assert.True(notice.SignIn.ExpiresAt > world.Clock.GetUtcNow());
        Assert.Equal(["first", "meanwhile", "meanwhile", "meanwhile"], world.SubjectsOf(ProductWorld.Ops));

        await world.Application.Get<IMailSignIn>().CompleteAsync(await world.BrowseAsync(notice.SignIn.Url));
        Assert.False((await world.SendAsync("again")).UsedBackup);
        await world.UntilAsync(() => world.Observer.Notices.Last().Kind == MailAccountNoticeKind.Connected);
        Assert.Equal(1, world.Observer.Count(MailAccountNoticeKind.SignInRequired));
    }

    [Fact]
    public async Task Wrong_user_is_detected_and_corrected()
    {
        await using var world = await StartAsync();
        world.Host.AddMailbox("jane@contoso.com");
        var signIn = world.Application.Get<IMailSignIn>();
        var pending = await signIn.BeginAsync("alerts");
        var redirect = await world.BrowseAsync(pending.Url, "jane@contoso.com");
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => signIn.CompleteAsync(redirect));
        Assert.Contains("jane@contoso.com", failure.Message, StringComparison.Ordinal);
        Assert.Contains(ProductWorld.Alerts, failure.Message, StringComparison.Ordinal);
        Assert.False((await TestAsync(world)).Succeeded);
        Assert.True((await world.SendAsync()).UsedBackup);

        await world.SignInAsync();
        Assert.True((await TestAsync(world)).Succeeded);
        Assert.False((await world.SendAsync()).UsedBackup);
    }

    private static Task<ConnectionReport> TestAsync(ProductWorld world) =>
        world.Application.Get<IConnectionTester>().TestAsync("alerts", MailProtocol.Smtp);

    private static async Task<ProductWorld> StartAsync()
    {
        var world = await ProductWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("monitor", "the secret", ProductWorld.RedirectUrl));
        var backup = world.Host.AddSmtpServer(options => (options.AllowWithoutLogin, options.Mechanisms) = (true, []));
        await world.ConfigureAsync(
            ("Flow", "AuthorizationCode"),
            ("AuthorizationEndpoint", world.Server.AuthorizationEndpoint.AbsoluteUri),
            ("TokenEndpoint", world.Server.TokenEndpoint.AbsoluteUri),
            ("ClientId", "monitor"),
            ("ClientSecret", "the secret"),
            ("Scope", "mail offline_access openid email"),
            ("RedirectUri", ProductWorld.RedirectUrl),
            ("Smtp", $"starttls://{world.Host.Smtp.StartTls}"),
            ("Address", ProductWorld.Alerts),
            ("Backup:Smtp", $"starttls://{backup.StartTls}"));
        return world;
    }
}
