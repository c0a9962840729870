using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace OAuthMail.Testing.MailKit.Tests;

/// <summary>A relay with passwords, or without a login, beside the server that requires tokens.</summary>
public sealed class SmtpPasswordTests : MailKitTest
{
    private const string Password = "a password for the relay";

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Password_is_accepted_and_the_user_needs_no_mailbox(string mechanism)
    {
        var relay = AddRelay();
        using var client = await ConnectAsync(relay);
        Assert.Equal(["LOGIN", "PLAIN"], client.AuthenticationMechanisms.Order());
        client.AuthenticationMechanisms.IntersectWith([mechanism]);
        await client.AuthenticateAsync("relay", Password);
        await client.SendAsync(NewMessage());
        await client.DisconnectAsync(quit: true);

        Assert.Single(Bob.Inbox.Messages);
        var login = Assert.Single(relay.Logins);
        Assert.Equal((mechanism, "relay", true), (login.Mechanism, login.User, login.Succeeded));
        Assert.Equal(1, relay.AcceptedLogins);
        var transcript = string.Join('\n', relay.Transcripts.Select(one => one.ToString()));
        Assert.DoesNotContain(Password, transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)), transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0relay\0{Password}")), transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relay", "another password")]
    [InlineData("Relay", Password)]
    [InlineData("nobody", Password)]
    public async Task Wrong_password_is_rejected(string user, string password)
    {
        var relay = AddRelay();
        using var client = await ConnectAsync(relay);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(user, password));
        Assert.NotEqual(0, relay.RejectedLogins);
        Assert.Equal(0, relay.AcceptedLogins);
        await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(NewMessage()));
        Assert.Empty(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Message_is_accepted_without_a_login_after_TLS_only()
    {
        var relay = Host.AddSmtpServer(options =>
        {
            options.AllowWithoutLogin = true;
            options.Mechanisms = [];
        });
        using var client = await ConnectAsync(relay);
        Assert.Empty(client.AuthenticationMechanisms);
        await client.SendAsync(NewMessage());
        Assert.Single(Bob.Inbox.Messages);

        using var plain = new SmtpClient();
        await plain.ConnectAsync(relay.StartTls.Host, relay.StartTls.Port, SecureSocketOptions.None);
        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => plain.SendAsync(NewMessage()));
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Server_accepts_neither_by_default()
    {
        using var client = await ConnectSmtpAsync();
        Assert.Equal(["OAUTHBEARER", "XOAUTH2"], client.AuthenticationMechanisms.Order());
        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => client.SendAsync(NewMessage()));
    }

    [Fact]
    public async Task Added_server_stops_with_the_host()
    {
        var relay = AddRelay();
        using var client = await ConnectAsync(relay);
        await Host.DisposeAsync();
        Assert.Equal(0, relay.OpenConnections);
    }

    private SmtpTestServer AddRelay() => Host.AddSmtpServer(options =>
    {
        options.Passwords["relay"] = Password;
        options.Mechanisms = [];
    });

    private async Task<SmtpClient> ConnectAsync(SmtpTestServer server)
    {
        var client = new SmtpClient
        {
            Timeout = 30_000,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback,
        };
        await client.ConnectAsync(server.StartTls.Host, server.StartTls.Port, SecureSocketOptions.StartTls);
        return client;
    }
}
