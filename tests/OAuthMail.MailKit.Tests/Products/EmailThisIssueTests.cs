using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Products;

/// <summary>Email This Issue: separate credentials for incoming and outgoing mail of one mailbox, single- and multi-tenant.</summary>
public sealed class EmailThisIssueTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("organizations")]
    public async Task Incoming_and_outgoing_mail_have_their_own_credentials(string? tenant)
    {
        await using var world = await ProductWorld.StartAsync(AuthorizationDialect.Entra);
        world.Server.AddClient(TestClient.Confidential("incoming", "secret of incoming", ProductWorld.RedirectUrl));
        world.Server.AddClient(TestClient.Confidential("outgoing", "secret of outgoing", ProductWorld.RedirectUrl));
        await world.ConfigureAsync(
            ("Flow", "AuthorizationCode"),
            ("AuthorizationEndpoint", InTenant(world.Server.AuthorizationEndpoint, tenant)),
            ("TokenEndpoint", InTenant(world.Server.TokenEndpoint, tenant)),
            ("RedirectUri", ProductWorld.RedirectUrl),
            ("Incoming:ClientId", "incoming"),
            ("Incoming:ClientSecret", "secret of incoming"),
            ("Incoming:Scope", "https://outlook.office.com/IMAP.AccessAsUser.All offline_access openid email"),
            ("Outgoing:ClientId", "outgoing"),
            ("Outgoing:ClientSecret", "secret of outgoing"),
            ("Outgoing:Scope", "https://outlook.office.com/SMTP.Send offline_access openid email"),
            ("Smtp", $"starttls://{world.Host.Smtp.StartTls}"),
            ("Imap", $"tls://{world.Host.Imap.ImplicitTls}"),
            ("Address", ProductWorld.Alerts));

        await world.SignInAsync(MailProtocol.Imap);
        await world.SignInAsync(MailProtocol.Smtp);
        await world.SendAsync("ISSUE-1", to: ProductWorld.Alerts);
        Assert.Equal(["ISSUE-1"], await world.ReadAsync());
        Assert.Equal(["incoming", "outgoing"], world.Server.Requests.Token.Select(request => request.ClientId).Distinct().Order());
    }

    /// <summary>Replaces the tenant in an address, which is the first segment of its path.</summary>
    private static string InTenant(Uri endpoint, string? tenant) => tenant is null
        ? endpoint.AbsoluteUri
        : endpoint.AbsoluteUri.Replace(endpoint.Segments[1], $"{tenant}/", StringComparison.Ordinal);
}
