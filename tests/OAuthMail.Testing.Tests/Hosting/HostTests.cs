using System.Net;
using System.Net.Sockets;
using OAuthMail.Testing.Tests.Mail;

namespace OAuthMail.Testing.Tests.Hosting;

/// <summary>What all servers of a host have in common: addresses, ports, the clock and the certificate.</summary>
public sealed class HostTests
{
    [IPv6Fact]
    public async Task Every_server_is_reached_over_IPv6_with_a_valid_certificate()
    {
        await using var host = await MailTestHost.StartAsync();
        foreach (var server in (MailTestServer[])[host.Smtp, host.Imap, host.Pop3])
        {
            await using var client = await LineClient.ConnectAsync(
                new MailEndpoint("::1", server.ImplicitTls.Port, TlsMode.Implicit), host.CertificateAuthority);
            Assert.Contains(" ", await client.ReadAsync(), StringComparison.Ordinal);
        }

        await host.Imap.PauseAsync();
        await Assert.ThrowsAsync<SocketException>(() => LineClient.ConnectAsync(
            new MailEndpoint("::1", host.Imap.ImplicitTls.Port, TlsMode.Implicit), host.CertificateAuthority));
        await host.Imap.ResumeAsync();
        using var http = host.CreateHttpClient();
        using var response = await http.GetAsync(new Uri($"https://[::1]:{host.AuthorizationServer.JwksUri.Port}/jwks"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_clock_of_the_host_is_the_clock_of_all_servers()
    {
        var time = new ManualTimeProvider();
        await using var host = await MailTestHost.StartAsync(options =>
        {
            options.TimeProvider = time;
            options.Pop3.TimeProvider = TimeProvider.System;
        });
        var relay = host.AddSmtpServer();
        Assert.Same(time, host.Smtp.Options.TimeProvider);
        Assert.Same(time, host.Imap.Options.TimeProvider);
        Assert.Same(TimeProvider.System, host.Pop3.Options.TimeProvider);
        Assert.Same(time, relay.Options.TimeProvider);

        await using var client = await LineClient.ConnectAsync(host.Smtp.ImplicitTls, host.CertificateAuthority);
        await client.ReadAsync();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(SmtpReplies.TimedOut, await client.ReadAsync());
    }

    [Fact]
    public async Task Ports_can_be_fixed()
    {
        int[] ports;
        await using (var first = await MailTestHost.StartAsync())
        {
            ports = [first.AuthorizationServer.TokenEndpoint.Port, first.Smtp.StartTls.Port, first.Imap.ImplicitTls.Port];
            var taken = await Assert.ThrowsAsync<IOException>(() => MailTestHost.StartAsync(o => o.Smtp.StartTlsPort = ports[1]));
            Assert.Contains($"cannot listen on port {ports[1]}", taken.Message, StringComparison.Ordinal);
        }

        await using var second = await MailTestHost.StartAsync(options =>
        {
            (options.Authorization.Port, options.Smtp.StartTlsPort, options.Imap.ImplicitTlsPort) = (ports[0], ports[1], ports[2]);
        });
        int[] given = [second.AuthorizationServer.TokenEndpoint.Port, second.Smtp.StartTls.Port, second.Imap.ImplicitTls.Port];
        Assert.Equal<int[]>(ports, given);
    }

    [Fact]
    public async Task Another_machine_reaches_the_servers_by_the_external_name()
    {
        await using var host = await MailTestHost.StartAsync(options => options.ExternalHost = "mail.test.example");
        Assert.StartsWith("https://mail.test.example:", host.AuthorizationServer.Issuer, StringComparison.Ordinal);
        Assert.Equal("mail.test.example", host.Imap.ImplicitTls.Host);

        // The certificate is valid for the name, and the servers listen on other addresses than loopback.
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Parse("127.0.0.2"), host.Imap.ImplicitTls.Port);
        await using var tls = new System.Net.Security.SslStream(tcp.GetStream(), false, host.CertificateAuthority.ValidationCallback);
        await tls.AuthenticateAsClientAsync("mail.test.example");
    }
}
