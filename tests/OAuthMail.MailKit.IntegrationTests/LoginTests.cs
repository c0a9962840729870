using System.Globalization;
using OAuthMail.IntegrationTests.Servers;
using OAuthMail.Tests.ConnectionTest;

namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>Logs in MailKit's clients at real servers, with both methods, and with tokens of every kind and size.</summary>
[Collection(OnRealServers.Name)]
public sealed class LoginTests(RealServers servers)
{
    public static TheoryData<MailProtocol, OAuthMechanism, TlsMode, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<MailProtocol, OAuthMechanism, TlsMode, bool, int>();
            foreach (var (protocol, mechanism) in Logins)
            {
                foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
                {
                    // Opaque tokens are short, whatever their claims contain.
                    ways.Add(protocol, mechanism, tls, true, 0);
                    foreach (var padding in new[] { 0, 1000, 3000 }) ways.Add(protocol, mechanism, tls, false, padding);

                    // Dovecot accepts shorter lines for IMAP and POP3 than for SMTP.
                    if (protocol == MailProtocol.Smtp) ways.Add(protocol, mechanism, tls, false, 6000);
                }
            }

            return ways;
        }
    }

    public static TheoryData<MailProtocol, OAuthMechanism, int> TooLong
    {
        get
        {
            var ways = new TheoryData<MailProtocol, OAuthMechanism, int>();
            foreach (var (protocol, mechanism) in Logins)
            {
                if (protocol != MailProtocol.Smtp) ways.Add(protocol, mechanism, 6000);
                ways.Add(protocol, mechanism, 9000);
            }
            return ways;
        }
    }

    private static IEnumerable<(MailProtocol Protocol, OAuthMechanism Mechanism)> Logins =>
        from protocol in Enum.GetValues<MailProtocol>() from mechanism in new[]
        {
            OAuthMechanism.XOAuth2,
            OAuthMechanism.OAuthBearer,
        } select (protocol, mechanism);

    [RealServersTheory]
    [MemberData(nameof(Ways))]
    public async Task Client_is_logged_in(MailProtocol protocol, OAuthMechanism mechanism, TlsMode tls, bool opaque, int padding)
    {
        using var mail = new RealMailKit(servers);
        var account = CreateAccount(mail, mechanism, tls, opaque, padding);
        Assert.True((await mail.TokensOf(account).GetAccessTokenAsync(cancellationToken: mail.Cancellation)).Value.Length > padding);
        using (var client = mail.CreateClient(protocol))
        {
            await client.ConnectAsync(account, mail.TokensOf(account), mail.Cancellation);
            Assert.True(client.IsAuthenticated);
            await client.DisconnectAsync(quit: true, mail.Cancellation);
        }

        using (var client = mail.CreateClient(protocol))
        {
            await RealMailKit.ConnectByHandAsync(client, account, protocol, mail.Cancellation);
            await client.AuthenticateAsync(
                mail.TokensOf(account), account.Address, new MailLoginOptions { Mechanism = mechanism }, mail.Cancellation);
            Assert.True(client.IsAuthenticated);
            await client.DisconnectAsync(quit: true, mail.Cancellation);
        }
    }

    [RealServersTheory]
    [MemberData(nameof(TooLong))]
    public async Task Token_that_is_too_long_for_the_server_is_reported_as_the_cause(
        MailProtocol protocol, OAuthMechanism mechanism, int padding)
    {
        using var mail = new RealMailKit(servers);
        var account = CreateAccount(mail, mechanism, TlsMode.Implicit, opaque: false, padding);
        var token = await mail.TokensOf(account).GetAccessTokenAsync(cancellationToken: mail.Cancellation);
        using (var client = mail.CreateClient(protocol))
        {
            AssertTooLong(
                await Assert.ThrowsAsync<MailServerException>(
                    () => client.ConnectAsync(account, mail.TokensOf(account), mail.Cancellation)));
            Assert.False(client.IsConnected);
        }

        using (var client = mail.CreateClient(protocol))
        {
            await RealMailKit.ConnectByHandAsync(client, account, protocol, mail.Cancellation);
            AssertTooLong(
                await Assert.ThrowsAsync<MailServerException>(
                    () => client.AuthenticateAsync(
                        mail.TokensOf(account), account.Address, new MailLoginOptions { Mechanism = mechanism }, mail.Cancellation)));
        }

        void AssertTooLong(MailServerException failure)
        {
            Assert.True(failure.Problem == Problems.TokenTooLong, $"{failure}\n{servers.Logs}");
            Assert.Contains("12288", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(token.Value, failure.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Each length around the limit either logs in or is reported as too long. The token is invalid, so a rejection shows that the server
    /// has read it.
    /// </summary>
    [RealServersTheory]
    [InlineData(MailProtocol.Imap, 8192)]
    [InlineData(MailProtocol.Pop3, 8192)]
    [InlineData(MailProtocol.Smtp, 12288)]
    public async Task Every_length_around_the_limit_is_reported_exactly(MailProtocol protocol, int limit)
    {
        using var mail = new RealMailKit(servers);
        var account = CreateAccount(mail, OAuthMechanism.XOAuth2, TlsMode.Implicit, opaque: false, 0);
        var overhead = $"user={account.Address}\u0001auth=Bearer \u0001\u0001".Length;
        var found = new List<string>();
        for (var length = limit - 64; length <= limit + 8; length += 4)
        {
            var token = new AccessToken(
                new string('t', length / 4 * 3 - overhead), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
            using var client = mail.CreateClient(protocol);
            var failure = await Assert.ThrowsAsync<MailServerException>(
                () => client.ConnectAsync(account, new TokenQueue(token), mail.Cancellation));
            found.Add($"{length}: {failure.Code} {string.Join('|', failure.ServerWords)}");
            var isTooLong = failure.Problem == Problems.TokenTooLong;
            Assert.True(isTooLong == length >= limit && (isTooLong || failure.Problem == Problems.TokenRefused), string.Join('\n', found));
        }
    }

    private static MailAccount CreateAccount(RealMailKit mail, OAuthMechanism mechanism, TlsMode tls, bool opaque, int padding)
    {
        var options = mail.Mail.CreateOptions(RealFlow.Secret, opaque: opaque, tls: tls);
        options.TokenParameters["padding"] = padding.ToString(CultureInfo.InvariantCulture);
        return RealMailKit.CreateAccount(options, mechanism);
    }
}
