using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Products;

/// <summary>PA File Sight: the screen of PA Server Monitor, with a scope for each protocol of one mailbox.</summary>
public sealed class PaFileSightTests
{
    [Fact]
    public async Task Each_protocol_has_its_own_scope_and_sign_in()
    {
        await using var world = await ProductWorld.StartAsync();
        world.Server.AddClient(TestClient.Confidential("sight", "the secret", ProductWorld.RedirectUrl));
        await world.ConfigureAsync(
            ("Flow", "AuthorizationCode"),
            ("AuthorizationEndpoint", world.Server.AuthorizationEndpoint.AbsoluteUri),
            ("TokenEndpoint", world.Server.TokenEndpoint.AbsoluteUri),
            ("ClientId", "sight"),
            ("ClientSecret", "the secret"),
            ("RedirectUri", ProductWorld.RedirectUrl),
            ("Outgoing:Scope", "mail.smtp offline_access openid email"),
            ("Incoming:Scope", "mail.imap offline_access openid email"),
            ("Smtp", $"starttls://{world.Host.Smtp.StartTls}"),
            ("Imap", $"tls://{world.Host.Imap.ImplicitTls}"),
            ("Address", ProductWorld.Alerts));

        Assert.Equal(MailProtocol.Smtp, (await world.SignInAsync(MailProtocol.Smtp)).Protocol);
        await world.SendAsync("report", to: ProductWorld.Alerts);
        var required = await Assert.ThrowsAsync<SignInRequiredException>(world.ReadAsync);
        Assert.Equal(MailProtocol.Imap, required.Protocol);

        Assert.Equal(MailProtocol.Imap, (await world.SignInAsync(required.Protocol)).Protocol);
        Assert.Equal(["report"], await world.ReadAsync());
    }
}
