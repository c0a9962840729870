using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.IntegrationTests;

/// <summary>What real mail servers refuse, and how the report explains it.</summary>
[Collection(OnRealServers.Name)]
public sealed class RefusalTests(RealServers servers)
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
    /// Every login, to the servers that check tokens by themselves and to those that ask the authorization server about them.
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
    public async Task A_token_that_has_ended_is_refused(MailProtocol protocol, OAuthMechanism mechanism, bool opaque)
    {
        using var mail = new RealMail(servers);
        var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, opaque: opaque));
        await AssertRefusedAsync(account, protocol, mechanism, await mail.GetEndedTokenAsync(opaque), Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(CheckedLogins))]
    public async Task Another_mailboxs_token_is_refused(MailProtocol protocol, OAuthMechanism mechanism, bool opaque)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, opaque: opaque);
        var token = await mail.Tokens.For(MailAccount.Create("own", options), mail.Http).GetAccessTokenAsync();
        options.Address = "bob@testbed.example";
        await AssertRefusedAsync(MailAccount.Create("other", options), protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(CheckedLogins))]
    public async Task A_token_of_another_scope_is_refused(MailProtocol protocol, OAuthMechanism mechanism, bool opaque)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, opaque: opaque);
        options.Scope = "calendar";
        var account = MailAccount.Create("account", options);
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await AssertRefusedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task A_token_that_was_revoked_is_refused_by_a_server_that_asks(MailProtocol protocol, OAuthMechanism mechanism)
    {
        using var mail = new RealMail(servers);
        var account = MailAccount.Create("account", mail.CreateOptions(RealFlow.Secret, opaque: true));
        var token = await mail.Tokens.For(account, mail.Http).GetAccessTokenAsync();
        await mail.RevokeAsync(token.Value);
        await AssertRefusedAsync(account, protocol, mechanism, token, Problems.TokenRefused);
    }

    /// <summary>
    /// A server that checks tokens by itself does not notice. One that asks says that it cannot; only Postfix has no words for that, and
    /// refuses the token.
    /// </summary>
    [RealServersFact]
    public async Task An_authorization_server_that_is_down_is_named_by_whoever_misses_it()
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
    public async Task A_server_that_never_begins_TLS_gets_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret, tls: TlsMode.StartTls);
        Move(options, "127.0.0.2", "127.0.0.3");
        await AssertNoTokenAsync(mail, options, protocol, Problems.StartTlsMissing);
    }

    [RealServersTheory]
    [MemberData(nameof(Protocols))]
    public async Task A_port_that_begins_TLS_otherwise_gets_no_token(MailProtocol protocol)
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
    public async Task A_certificate_of_another_name_gets_no_token(MailProtocol protocol)
    {
        using var mail = new RealMail(servers);
        var options = mail.CreateOptions(RealFlow.Secret);
        Move(options, "127.0.0.1", "127.0.0.4");
        await AssertNoTokenAsync(mail, options, protocol, Problems.CertificateNameMismatch);
    }

    [RealServersTheory]
    [MemberData(nameof(Protocols))]
    public async Task A_certificate_of_an_unknown_issuer_gets_no_token(MailProtocol protocol)
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
    public async Task Tokens_up_to_the_limit_of_the_protocols_are_taken(int padding)
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

                // Dovecot hangs up on IMAP and POP3 clients whose login is longer than 8,192 octets.
                foreach (var protocol in account.Protocols.Where(protocol => padding < 6000 || protocol == MailProtocol.Smtp))
                {
                    var report = await Tester.TestAsync(
                        account, protocol, mail.Tokens.For(account, mail.Http), new ConnectionTestOptions { Mechanism = mechanism });
                    Assert.True(report.Succeeded, $"{report}\n{servers.Logs}");
                }
            }
        }
    }

    /// <summary>Dovecot hangs up on IMAP and POP3 clients whose login is longer than 8,192 octets; beyond 12,288 nobody takes it.</summary>
    [RealServersTheory]
    [MemberData(nameof(Logins))]
    public async Task A_token_that_is_longer_than_the_server_takes_is_named_as_the_reason(MailProtocol protocol, OAuthMechanism mechanism)
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
        // A server that waits for TLS in silence does so for longer than a test may take.
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

    private async Task AssertRefusedAsync(
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
