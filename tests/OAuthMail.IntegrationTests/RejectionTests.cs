using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.IntegrationTests;

/// <summary>Tests logins that real mail servers reject, and the reported problems.</summary>
[Collection(OnRealServers.Name)]
public sealed class RejectionTests(RealServers servers)
{
    public static TheoryData<MailProtocol, OAuthMechanism> Logins
    {
        get
        {
            var logins = new TheoryData<MailProtocol, OAuthMechanism>();
            foreach (var protocol in Enum.GetValues<MailProtocol>())
            {
                foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer }) logins.Add(protocol, mechanism);
            }

            return logins;
        }
    }

    /// <summary>
    /// All logins at servers that validate tokens locally (false) and at servers that use introspection (true).
    /// </summary>
    public static TheoryData<MailProtocol, OAuthMechanism, bool> CheckedLogins
    {
        get
        {
            var logins = new TheoryData<MailProtocol, OAuthMechanism, bool>();
            foreach (var protocol in Enum.GetValues<MailProtocol>())
            {
                foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
                {
                    logins.Add(protocol, mechanism, false);
                    logins.Add(protocol, mechanism, true);
                }
            }

            return logins;
        }
    }

    public static TheoryData<MailProtocol> Protocols => [.. Enum.GetValues<MailProtocol>()];

    [RealServersTheory]
    [MemberData(nameof(CheckedLogins))]
    public async Task Expired_token_is_rejected(MailProtocol protocol, OAuthMechanism mechanism, bool opaque)
    {
        using var mail = new RealMail(servers);
        var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, opaque: opaque));

        // The claims of a token that can be read say more than the rejection.
        var expected = opaque ? Problems.TokenRefused : Problems.TokenExpired;
        await AssertRejectedAsync(account, protocol, mechanism, await mail.GetEndedTokenAsync(opaque), expected);
    }

    [RealServersTheory]
    [MemberData(nameof(CheckedLogins))]
    public async Task Token_of_another_mailbox_is_rejected(MailProtocol protocol, OAuthMechanism mechanism, bool opaque)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, opaque: opaque);
        var token = await mail.Tokens.For(MailAccount.Create("own", options), mail.Http).GetAccessTokenAsync();
        options.Address = "bob@testbed.example";

        // The claims of a token that can be read say more than the rejection.
        var expected = opaque ? Problems.TokenRefused : Problems.TokenOfAnotherMailbox;
        await AssertRejectedAsync(MailAccount.Create("other", options), protocol, mechanism, token, expected);
    }

    [RealServersTheory]
    [MemberData(nameof(CheckedLogins))]
    public async Task Token_without_the_scope_is_rejected(MailProtocol protocol, OAuthMechanism mechanism, bool opaque)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, opaque: opaque);
        options.Scope = "calendar";
        var account = MailAccount.Create("account", options);
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await AssertRejectedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Revoked_token_is_rejected_by_servers_with_introspection(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, opaque: true));
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await mail.RevokeAsync(token.Value);
        await AssertRejectedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    /// <summary>
    /// Servers that validate tokens locally are not affected. Dovecot with introspection reports a temporary failure; Postfix cannot
    /// distinguish it and rejects the token.
    /// </summary>
    [RealServersFact]
    public async Task Unavailable_authorization_server_is_reported_by_servers_with_introspection()
    {
        using var mail = new RealMail(servers);
        var local = MailAccount.Create("local", mail.CreateOptions(RealFlow.Secret));
        var introspected = MailAccount.Create("introspected", mail.CreateOptions(RealFlow.Secret, opaque: true));
        foreach (var account in new[] { local, introspected }) await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        using var empty = new RealMail(servers);
        await servers.StopAsync(RealServer.AuthorizationServer);
        try
        {
            await Task.WhenAll(Enum.GetValues<MailProtocol>().Select(TestWhileDownAsync));
        }
        finally
        {
            await servers.StartAsync(RealServer.AuthorizationServer);
        }

        foreach (var protocol in Enum.GetValues<MailProtocol>())
        {
            var report = await Tester.TestAsync(introspected, protocol, empty.Tokens.For(introspected, empty.Http));
            Assert.True(report.Succeeded, $"{report}\n{servers.Logs}");
        }

        async Task TestWhileDownAsync(MailProtocol protocol)
        {
            var report = await Tester.TestAsync(local, protocol, empty.Tokens.For(local, empty.Http));
            Assert.Equal((Problems.AuthorizationServerUnreachable, ConnectionStepKind.Token), (report.Problem, report.Steps[^1].Kind));
            report = await Tester.TestAsync(local, protocol, mail.Tokens.For(local, mail.Http));
            Assert.True(report.Succeeded, $"{report}\n{servers.Logs}");
            report = await Tester.TestAsync(introspected, protocol, mail.Tokens.For(introspected, mail.Http));
            Assert.True(
                report.Problem == (protocol == MailProtocol.Smtp ? Problems.TokenRefused : Problems.ServerBusy),
                $"{report}\n{servers.Logs}");
        }
    }

    [RealServersTheory]
    [MemberData(nameof(Protocols))]
    public async Task Server_without_TLS_receives_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, tls: TlsMode.StartTls);
        Move(options, "127.0.0.2", "127.0.0.3");
        await AssertNoTokenAsync(mail, options, protocol, Problems.StartTlsMissing);
    }

    [RealServersTheory]
    [MemberData(nameof(Protocols))]
    public async Task Port_with_another_TLS_mode_receives_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, tls: TlsMode.StartTls);
        Move(options, "starttls://", "tls://");
        await AssertNoTokenAsync(mail, options, protocol, Problems.TlsFailed);

        options = mail.CreateOptions(RealFlow.Secret);
        Move(options, "tls://", "starttls://");
        await AssertNoTokenAsync(mail, options, protocol, Problems.MailServerSilent);
    }

    [RealServersTheory]
    [MemberData(nameof(Protocols))]
    public async Task Certificate_for_another_name_receives_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret);
        Move(options, "127.0.0.1", "127.0.0.4");
        await AssertNoTokenAsync(mail, options, protocol, Problems.CertificateNameMismatch);
    }

    [RealServersTheory]
    [MemberData(nameof(Protocols))]
    public async Task Certificate_of_an_unknown_issuer_receives_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
        {
            var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, tls: tls));
            var report = await new ConnectionTester().TestAsync(account, protocol, mail.Tokens.For(account, mail.Http));
            Assert.Equal(Problems.CertificateUntrusted, report.Problem);
            Assert.DoesNotContain(report.Steps, step => step.Kind == ConnectionStepKind.Authenticate);
        }
    }

    [RealServersTheory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(3000)]
    [InlineData(6000)]
    public async Task Tokens_up_to_the_protocol_limits_are_accepted(int padding)
    {
        using var mail = new RealMail(servers);
        foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
        {
            foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
            {
                var options = mail.CreateOptions(RealFlow.Secret, tls: tls);
                options.TokenParameters["padding"] = padding.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var account = MailAccount.Create("account", options);
                Assert.True((await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync()).Value.Length > padding);

                // Dovecot closes IMAP and POP3 connections with a login message of more than 8,192 octets.
                foreach (var protocol in account.Protocols.Where(protocol => padding < 6000 || protocol == MailProtocol.Smtp))
                {
                    var report = await Tester.TestAsync(
                        account, protocol, mail.Tokens.For(account, mail.Http), new ConnectionTestOptions { Mechanism = mechanism });
                    Assert.True(report.Succeeded, $"{report}\n{servers.Logs}");
                }
            }
        }
    }

    /// <summary>
    /// Dovecot closes IMAP and POP3 connections with a login message of more than 8,192 octets. No server accepts more than 12,288.
    /// </summary>
    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task Token_over_the_servers_limit_is_reported_as_too_long(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        foreach (var padding in protocol == MailProtocol.Smtp ? [9000] : new[] { 6000, 9000 })
        {
            foreach (var initialResponse in new[] { true, false })
            {
                var options = mail.CreateOptions(RealFlow.Secret);
                options.TokenParameters["padding"] = padding.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var account = MailAccount.Create("account", options);
                var tokens = mail.Tokens.For(account, mail.Http);
                var report = await Tester.TestAsync(
                    account, protocol, tokens, new ConnectionTestOptions { Mechanism = mechanism, InitialResponse = initialResponse });
                Assert.True(report.Problem == Problems.TokenTooLong, $"{report}\n{servers.Logs}");
                Assert.Contains("12288", report.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain((await tokens.GetAccessTokenAsync()).Value, report.ToString(), StringComparison.Ordinal);
            }
        }
    }

    private ConnectionTester Tester =>
        new(new ConnectionTesterOptions { ServerCertificateValidationCallback = servers.CertificateAuthority.ValidationCallback });

    private static void Move(MailAccountOptions options, string from, string to)
    {
        options.Smtp = options.Smtp!.Replace(from, to, StringComparison.Ordinal);
        options.Imap = options.Imap!.Replace(from, to, StringComparison.Ordinal);
        options.Pop3 = options.Pop3!.Replace(from, to, StringComparison.Ordinal);
    }

    private async Task AssertNoTokenAsync(RealMail mail, MailAccountOptions options, MailProtocol protocol, Problem problem)
    {
        // The server waits for TLS without a reply for longer than a test may take.
        var impatient = new ConnectionTester(new ConnectionTesterOptions
        {
            ServerCertificateValidationCallback = servers.CertificateAuthority.ValidationCallback,
            StepTimeout = TimeSpan.FromSeconds(problem == Problems.MailServerSilent ? 1 : 20),
        });
        var account = MailAccount.Create("account", options);
        var report = await impatient.TestAsync(account, protocol, mail.Tokens.For(account, mail.Http));
        Assert.True(report.Problem == problem, $"{report}\n{servers.Logs}");
        Assert.DoesNotContain(report.Steps, step => step.Kind is ConnectionStepKind.Token or ConnectionStepKind.Authenticate);
    }

    private async Task AssertRejectedAsync(
        MailAccount account, MailProtocol protocol, OAuthMechanism mechanism, AccessToken token, Problem problem)
    {
        using var tokens = new MailTokens();
        var one = tokens.From(
            TokenSource.FromDelegate(
                "one token",
                (_, _) => new ValueTask<AccessToken>(
                    new AccessToken(token.Value, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddHours(1)))));
        var report = await Tester.TestAsync(account, protocol, one, new ConnectionTestOptions { Mechanism = mechanism });
        Assert.True(report.Problem == problem, $"{report}\n{servers.Logs}");
        Assert.Contains(report.Steps, step => step.Kind == ConnectionStepKind.Authenticate && step.ServerWords.Count > 0);
        Assert.DoesNotContain(token.Value, report.ToString(), StringComparison.Ordinal);
    }
}
