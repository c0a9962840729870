using System.Text;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>User name and password for a token: for systems that are configured that way.</summary>
public sealed class PasswordTests
{
    private const string Password = "correct horse battery";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_password_gets_a_token_that_opens_the_mailbox(bool confidential)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, confidential: confidential);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));
    }

    [Fact]
    public async Task The_password_is_sent_once_and_refresh_tokens_go_on_from_there()
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        await tokens.GetAccessTokenAsync();
        entra.World.Clock.Advance(TimeSpan.FromHours(2));
        await tokens.GetAccessTokenAsync();

        Assert.Equal(["password", "refresh_token"], entra.GrantTypes);
    }

    [Fact]
    public async Task A_refused_refresh_token_falls_back_to_the_password()
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        await tokens.GetAccessTokenAsync();
        entra.Server.RevokeAll();
        entra.World.Clock.Advance(TimeSpan.FromHours(2));
        await tokens.GetAccessTokenAsync();

        Assert.Equal(["password", "refresh_token", "password"], entra.GrantTypes);
    }

    [Fact]
    public async Task A_password_that_was_changed_in_its_file_counts_at_once()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        var file = folder["password"];
        await File.WriteAllTextAsync(file, "the old one\n");
        var tokens = entra.TokensOf(CreateAccount(entra, options => (options.Password, options.PasswordFile) = (null, file)));
        await Assert.ThrowsAnyAsync<OAuthMailException>(async () => await tokens.GetAccessTokenAsync());

        await File.WriteAllTextAsync(file, Password + "\n");

        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task A_password_whose_file_is_gone_is_the_last_one_that_was_there()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        var file = folder["password"];
        await File.WriteAllTextAsync(file, "the old one\n");
        var tokens = entra.TokensOf(CreateAccount(entra, options => (options.Password, options.PasswordFile) = (null, file)));
        await File.WriteAllTextAsync(file, Password + "\n");
        await tokens.GetAccessTokenAsync();

        File.Delete(file);
        entra.Server.RevokeAll();
        entra.World.Clock.Advance(TimeSpan.FromHours(2));

        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Theory]
    [InlineData(50126)]
    [InlineData(50053)]
    [InlineData(80007)]
    public async Task A_refused_password_is_not_sent_again_until_an_hour_has_passed(int code)
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        entra.Server.Faults.Token.Next(ServerFault.Entra(code));
        var first = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

        for (var minutes = 1; minutes < 60; minutes++)
        {
            entra.World.Clock.Advance(TimeSpan.FromMinutes(1));
            var again = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
            Assert.Equal(first.Problem, again.Problem);
            Assert.Equal([code], again.ErrorCodes);
        }

        Assert.Equal(["password"], entra.GrantTypes);
        entra.World.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task A_refused_password_is_not_sent_by_another_process_either_nor_after_a_restart()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        var account = CreateAccount(entra, options => options.Password = "a wrong password");
        TokenRequestException? first = null;
        for (var process = 0; process < 3; process++)
        {
            using var program = new MailTokens(new MailTokensOptions
            {
                Store = FileTokenStore.Open(folder["store"], protect => protect.AllowUnprotected()),
                TimeProvider = entra.World.Clock,
            });
            var failure = await Assert.ThrowsAsync<TokenRequestException>(
                async () => await program.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync());
            first ??= failure;
            Assert.Equal(first.Problem, failure.Problem);
            Assert.Equal(first.ErrorCodes, failure.ErrorCodes);
            entra.World.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["password"], entra.GrantTypes);
        Assert.All(
            Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("wrong password", File.ReadAllText(file), StringComparison.Ordinal));

        entra.World.Clock.Advance(TimeSpan.FromHours(1));
        using var later = new MailTokens(
            new MailTokensOptions { Store = FileTokenStore.Open(
                folder["store"], protect => protect.AllowUnprotected()), TimeProvider = entra.World.Clock });
        await Assert.ThrowsAsync<TokenRequestException>(
            async () => await later.ForMicrosoft(account, entra.World.Http).GetAccessTokenAsync());
        Assert.Equal(2, entra.GrantTypes.Count);
    }

    [Fact]
    public async Task A_refusal_that_is_remembered_is_forgotten_with_the_password_that_is_right()
    {
        await using var entra = await EntraWorld.StartAsync();
        var wrong = CreateAccount(entra, options => options.Password = "a wrong password");
        await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(wrong).GetAccessTokenAsync());
        var key = wrong.Outgoing.GetConsentKey(wrong.SignInName, entra.World.Clock);
        Assert.NotEmpty((await entra.World.Store.ReadAsync(key))!.Record.Properties);

        var right = entra.CreateAccount(
            "ann", OAuthFlowOfPasswords, options => (options.ClientId, options.Password) = ("old-system", Password));
        await entra.OpenMailboxAsync(right, entra.TokensOf(right));

        Assert.DoesNotContain("refused-password", (await entra.World.Store.ReadAsync(key))!.Record.Properties.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1|password-refused|x|AAAA|AAAA")]
    [InlineData("99999999999999999999|password-refused||AAAA|AAAA")]
    [InlineData("1|password-refused||%|AAAA")]
    [InlineData("1|another-identity||AAAA|AAAA")]
    public async Task A_mark_that_says_nothing_keeps_nobody_out(string mark)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        await using (
            var lease = await entra.World.Store.AcquireAsync(account.Outgoing.GetConsentKey(account.SignInName, entra.World.Clock)))
        {
            var record = new TokenRecord();
            record.Properties["refused-password"] = mark;
            await lease.WriteAsync(record);
        }

        Assert.NotNull(await entra.TokensOf(account).GetAccessTokenAsync());
    }

    [Theory]
    [InlineData(80001, "on-premises-sign-in-failed")]
    [InlineData(50057, "user-not-admitted")]
    [InlineData(50055, "password-change-required")]
    [InlineData(65001, "admin-consent-required")]
    [InlineData(70043, "password-not-enough")]
    public async Task What_says_nothing_of_the_password_is_asked_again_later(int code, string row)
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        entra.Server.Faults.Token.Next(ServerFault.Entra(code));
        Assert.Equal(row, (await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync())).Code);

        entra.World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task A_grant_that_is_refused_without_a_number_is_the_password_too()
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        entra.Server.Faults.Token.Next(ServerFault.Error("invalid_grant", "No"));
        for (var minutes = 0; minutes < 40; minutes += 10)
        {
            Assert.Equal(
                "password-refused", (await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync())).Code);
            entra.World.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["password"], entra.GrantTypes);
    }

    [Fact]
    public async Task A_second_factor_says_that_this_flow_can_never_do_it_and_which_can()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, configureUser: user => user.NeedsSecondFactor = true);

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.PasswordNotEnough, failure.Problem);
        Assert.Equal([50076], failure.ErrorCodes);
        Assert.NotNull(failure.Claims);
        Assert.NotNull(failure.CorrelationId);
        Assert.NotNull(failure.TraceId);
        Assert.NotNull(failure.Timestamp);
        Assert.Contains("AuthorizationCode", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_never_goes_to_another_host()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, configureUser: user => user.FederatedTo = new Uri("https://adfs.contoso.example"));

        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.PasswordNotEnough, failure.Problem);
        Assert.Contains("adfs.contoso.example", failure.Message, StringComparison.Ordinal);
        Assert.Empty(entra.GrantTypes);
    }

    [Fact]
    public async Task No_password_and_no_token_reaches_the_log_or_the_store_in_clear()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        using var log = new LineLogger();
        var account = CreateAccount(entra);
        var secrets = new List<string> { Password, Uri.EscapeDataString(Password), Password.Replace(' ', '+') };
        using var program = new MailTokens(new MailTokensOptions
        {
            Store = FileTokenStore.Open(folder["store"], protect => protect.WithPassphrase("a passphrase of the test's")),
            TimeProvider = entra.World.Clock,
            LoggerFactory = log,
        });
        var tokens = program.ForMicrosoft(account, entra.World.Http, log);
        for (var round = 0; round < 3; round++)
        {
            secrets.Add((await tokens.GetAccessTokenAsync()).Value);
            entra.PassHours(2);
        }

        secrets.AddRange(entra.Server.Requests.RefreshTokens);
        entra.Server.Faults.Token.Next(ServerFault.Entra(50196));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

        Assert.Contains(log.Lines, line => line.Contains("MSAL", StringComparison.Ordinal));
        var files = Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var texts = log.Lines.Append(failure.ToString()).Concat(files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))))
            .ToList();
        Assert.All(secrets, secret => Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_busy_server_is_told_as_that_before_the_password_is_sent()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults[ServerEndpoint.UserRealm].Next(ServerFault.Status(503));

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.AuthorizationServerBusy, failure.Problem);
        Assert.Empty(entra.GrantTypes);
    }

    [Fact]
    public async Task A_wrong_password_is_told_as_that()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, options => options.Password = "wrong");

        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal([50126], failure.ErrorCodes);
        Assert.DoesNotContain(
            "wrong",
            failure.Message.Replace("wrong password", "", StringComparison.Ordinal).Replace("is wrong", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_password_the_account_is_refused()
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Address = "a@contoso.com",
            Flow = OAuthFlowOfPasswords,
            ClientId = "app",
        };

        Assert.Contains("PasswordFile: Required.",
            Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("common", true)]
    [InlineData("Consumers", true)]
    [InlineData("organizations", false)]
    [InlineData("contoso.com", false)]
    [InlineData(null, false)]
    public void A_tenant_where_personal_accounts_sign_in_is_refused_before_anybody_is_asked(string? tenant, bool isRefused)
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365",
            Address = "a@contoso.com",
            Flow = OAuthFlowOfPasswords,
            ClientId = "app",
            Password = "x",
            TenantId = tenant,
        };

        var failure = Record.Exception(() => MailAccount.Create("a", options));

        Assert.Equal(isRefused, failure is MailConfigurationException);
        if (isRefused) Assert.Contains("AADSTS9001023", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_personal_account_has_no_such_flow()
    {
        var options = new MailAccountOptions
        {
            Provider = "OutlookCom",
            Address = "a@outlook.com",
            Flow = OAuthFlowOfPasswords,
            ClientId = "app",
            Password = "x",
        };

        Assert.Contains("Personal accounts don't issue tokens for a password",
            Assert.Throws<MailConfigurationException>(() => MailAccount.Create("a", options)).Message, StringComparison.Ordinal);
    }

#pragma warning disable CS0618 // The flow is tested although its use is discouraged.
    private const OAuthFlow OAuthFlowOfPasswords = OAuthFlow.Password;
#pragma warning restore CS0618

    private static MailAccount CreateAccount(
        EntraWorld entra, Action<MailAccountOptions>? configure = null, Action<TestUser>? configureUser = null, bool confidential = false)
    {
        entra.Server.AddClient(confidential ? TestClient.Confidential("old-system", "the-secret-value") : TestClient.Native("old-system"));
        var account = entra.CreateAccount("ann", OAuthFlowOfPasswords, options =>
        {
            options.ClientId = "old-system";
            options.Password = Password;
            if (confidential) options.ClientSecret = "the-secret-value";
            configure?.Invoke(options);
        });
        var user = entra.Server.FindUser("ann@test.example")!;
        user.Password = Password;
        configureUser?.Invoke(user);
        return account;
    }
}
