using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Moq;
using OAuthMail.AspNetCore.Protection;
using OAuthMail.MailKit;
using OAuthMail.Storage;
using OAuthMail.Tests;

namespace OAuthMail.AspNetCore.Tests;

public class ServiceTests
{
    [Fact]
    public async Task Data_protection_protects_the_token_store()
    {
        using var folder = new TemporaryFolder();
        var keys = new EphemeralDataProtectionProvider();
        await using (var first = CreateServices(folder, keys))
        {
            var store = first.GetRequiredService<ITokenStore>();
            await using var lease = await store.AcquireAsync(new TokenKey("one"));
            await lease.WriteAsync(new TokenRecord { RefreshToken = "refresh-secret" });
        }

        foreach (var file in Directory.EnumerateFiles(folder["tokens"], "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("refresh-secret", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }

        await using var second = CreateServices(folder, keys);
        var read = await second.GetRequiredService<ITokenStore>().ReadAsync(new TokenKey("one"));
        Assert.Equal("refresh-secret", read!.Record.RefreshToken);

        await using var other = CreateServices(folder, new EphemeralDataProtectionProvider());
        await Assert.ThrowsAsync<TokenStoreException>(
            async () => await other.GetRequiredService<ITokenStore>().ReadAsync(new TokenKey("one")));
    }

    [Fact]
    public void Protected_record_belongs_to_its_location()
    {
        var protector = new DataProtectionTokenProtector(new EphemeralDataProtectionProvider());
        var data = protector.Protect([1, 2, 3], [9]);
        Assert.Equal([1, 2, 3], protector.Unprotect(data, [9]));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => protector.Unprotect(data, [8]));
    }

    [Fact]
    public async Task Identity_sends_through_an_account()
    {
        var sent = new List<MimeMessage>();
        var sender = new Mock<IMailSender>();
        sender.Setup(one => one.SendAsync("alerts", It.IsAny<MimeMessage>(), It.IsAny<CancellationToken>()))
            .Callback((string _, MimeMessage message, CancellationToken _) => sent.Add(Copy(message)))
            .ReturnsAsync((MailSendResult)null!);
        var services = new ServiceCollection();
        services.AddIdentityCore<IdentityUser>();
        services.AddSingleton(sender.Object);
        services.AddOAuthMail(options => options.Accounts["alerts"] = new MailAccountOptions
        {
            Provider = "Google", Flow = OAuthFlow.AuthorizationCode, Address = "alerts@test.example",
            ClientId = "one", ClientSecret = "two",
        }).AddMailKit().AddIdentityEmails<IdentityUser>("alerts");
        await using var provider = services.BuildServiceProvider();
        var emails = provider.GetRequiredService<IEmailSender<IdentityUser>>();

        // Identity encodes links; an application may not.
        await emails.SendConfirmationLinkAsync(new IdentityUser("ada"), "ada@test.example", "https://app.example/confirm?a=1&amp;b=2");
        await emails.SendPasswordResetLinkAsync(new IdentityUser("ada"), "ada@test.example", "https://app.example/?a=1&b=\"><script>");
        await emails.SendPasswordResetCodeAsync(new IdentityUser("ada"), "ada@test.example", "A1<B2");

        Assert.Equal(3, sent.Count);
        Assert.Contains("https://app.example/confirm?a=1&b=2", sent[0].TextBody, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://app.example/confirm?a=1&amp;b=2\">", sent[0].HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", sent[1].HtmlBody, StringComparison.Ordinal);
        Assert.Contains("A1<B2", sent[2].TextBody, StringComparison.Ordinal);
        Assert.Contains("<code>A1&lt;B2</code>", sent[2].HtmlBody, StringComparison.Ordinal);
        Assert.All(sent, message => Assert.Equal("alerts@test.example", message.From.Mailboxes.Single().Address));
        Assert.All(sent, message => Assert.Equal("ada@test.example", message.To.Mailboxes.Single().Address));
        foreach (var message in sent) message.Dispose();
    }

    private static ServiceProvider CreateServices(TemporaryFolder folder, IDataProtectionProvider keys)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(keys);
        services.AddOAuthMail(options => options.Store = new TokenStoreOptions { Folder = folder["tokens"] })
            .ProtectTokensWithDataProtection();
        return services.BuildServiceProvider();
    }

    private static MimeMessage Copy(MimeMessage message)
    {
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        stream.Position = 0;
        return MimeMessage.Load(stream);
    }
}
