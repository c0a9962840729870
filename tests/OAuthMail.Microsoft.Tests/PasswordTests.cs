using System.Text;
using OAuthMail.Providers;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Tests tokens that are acquired with a user name and a password.</summary>
public sealed class PasswordTests
{
    private const string Password = "correct horse battery";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_acquired_with_a_password_opens_the_mailbox(bool confidential)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, confidential: confidential);

        await entra.OpenMailboxAsync(account, entra.TokensOf(account));
    }

    [Fact]
    public async Task Password_is_sent_once_and_the_token_is_refreshed_afterwards()
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        await tokens.GetAccessTokenAsync();
        entra.World.Clock.Advance(TimeSpan.FromHours(2));
        await tokens.GetAccessTokenAsync();

        Assert.Equal(["password", "refresh_token"], entra.GrantTypes);
    }

    [Fact]
    public async Task Password_is_sent_after_the_refresh_token_was_rejected()
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
    public async Task Password_that_was_changed_in_its_file_is_used_at_once()
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
    public async Task Last_password_is_used_if_its_file_was_deleted()
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
    public async Task Rejected_password_is_not_sent_again_for_an_hour(int code)
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        entra.Server.Faults.Token.Next(ServerFault.Entra(code));
        var first = await tokens.GetFailureAsync();

        for (var minutes = 1; minutes < 60; minutes++)
        {
            entra.World.Clock.Advance(TimeSpan.FromMinutes(1));
            var again = await tokens.GetFailureAsync();
            Assert.Equal(first.Problem, again.Problem);
            Assert.Equal([code], again.ErrorCodes);
        }

        Assert.Equal(["password"], entra.GrantTypes);
        entra.World.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Mistyped_password_is_found_by_a_test_with_a_new_token()
    {
        await using var entra = await EntraWorld.StartAsync();
        Assert.NotNull(await entra.TokensOf(CreateAccount(entra)).GetAccessTokenAsync());
        var mistyped = entra.TokensOf(entra.CreateAccount(
            "ann", OAuthFlows.Password, options => (options.ClientId, options.Password) = ("old-system", "a wrong password")));
        Assert.NotNull(await mistyped.GetAccessTokenAsync());

        var failure = await Assert.ThrowsAsync<TokenRequestException>(
            async () => await mistyped.GetAccessTokenAsync(new AccessTokenRequest().WithNewToken()));

        Assert.Equal(Problems.PasswordRefused, failure.Problem);
        Assert.Equal(["password", "password"], entra.GrantTypes);
        Assert.NotNull(await mistyped.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Rejected_password_is_not_sent_again_by_another_process()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        var account = CreateAccount(entra, options => options.Password = "a wrong password");
        TokenRequestException? first = null;
        for (var process = 0; process < 3; process++)
        {
            using var program = OpenProgram();
            var failure = await program.ForMicrosoft(account, entra.World.Http).GetFailureAsync();
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
        using var later = OpenProgram();
        await later.ForMicrosoft(account, entra.World.Http).GetFailureAsync();
        Assert.Equal(2, entra.GrantTypes.Count);

        MailTokens OpenProgram() => new(new MailTokensOptions
        {
            Store = FileTokenStore.Open(folder["store"], protect => protect.AllowUnprotected()),
            TimeProvider = entra.World.Clock,
        });
    }

    [Fact]
    public async Task Rejected_password_is_removed_from_the_record_after_a_successful_sign_in()
    {
        await using var entra = await EntraWorld.StartAsync();
        var wrong = CreateAccount(entra, options => options.Password = "a wrong password");
        await entra.TokensOf(wrong).GetFailureAsync();
        var key = wrong.Outgoing.GetConsentKey(wrong.SignInName, entra.World.Clock);
        Assert.NotEmpty((await entra.World.Store.ReadAsync(key))!.Record.Properties);

        var right = entra.CreateAccount(
            "ann", OAuthFlows.Password, options => (options.ClientId, options.Password) = ("old-system", Password));
        await entra.OpenMailboxAsync(right, entra.TokensOf(right));

        Assert.DoesNotContain("refused-password", (await entra.World.Store.ReadAsync(key))!.Record.Properties.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1|password-refused|x|AAAA|AAAA")]
    [InlineData("99999999999999999999|password-refused||AAAA|AAAA")]
    [InlineData("1|password-refused||%|AAAA")]
    [InlineData("1|another-identity||AAAA|AAAA")]
    public async Task Malformed_entry_of_a_rejected_password_is_ignored(string entry)
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        await using (
            var lease = await entra.World.Store.AcquireAsync(account.Outgoing.GetConsentKey(account.SignInName, entra.World.Clock)))
        {
            var record = new TokenRecord();
            record.Properties["refused-password"] = entry;
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
    public async Task Password_is_sent_again_after_an_error_that_does_not_concern_it(int code, string row)
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        entra.Server.Faults.Token.Next(ServerFault.Entra(code));
        Assert.Equal(row, (await tokens.GetFailureAsync()).Code);

        entra.World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await tokens.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Rejection_without_an_error_number_is_reported_as_a_rejected_password()
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra));
        entra.Server.Faults.Token.Next(ServerFault.Error("invalid_grant", "No"));
        for (var minutes = 0; minutes < 40; minutes += 10)
        {
            Assert.Equal("password-refused", (await tokens.GetFailureAsync()).Code);
            entra.World.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["password"], entra.GrantTypes);
    }

    [Fact]
    public async Task Required_second_factor_is_reported_with_the_flow_to_use_instead()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, configureUser: user => user.NeedsSecondFactor = true);

        var failure = await entra.TokensOf(account).GetFailureAsync();

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
    public async Task Password_is_not_sent_to_another_host()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, configureUser: user => user.FederatedTo = new Uri("https://adfs.contoso.example"));

        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(async () => await entra.TokensOf(account).GetAccessTokenAsync());

        Assert.Equal(Problems.PasswordNotEnough, failure.Problem);
        Assert.Contains("adfs.contoso.example", failure.Message, StringComparison.Ordinal);
        Assert.Empty(entra.GrantTypes);
    }

    [Fact]
    public async Task Log_and_store_contain_no_password_and_no_token_in_plain_text()
    {
        await using var entra = await EntraWorld.StartAsync();
        using var folder = new TemporaryFolder();
        using var log = new LineLogger();
        var account = CreateAccount(entra);
        var secrets = new List<string> { Password, Uri.EscapeDataString(Password), Password.Replace(' ', '+') };
        using var program = new MailTokens(new MailTokensOptions
        {
            Store = FileTokenStore.Open(folder["store"], protect => protect.WithPassphrase("a passphrase of the test")),
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
        var failure = await tokens.GetFailureAsync();

        Assert.Contains(log.Lines, line => line.Contains("MSAL", StringComparison.Ordinal));
        var files = Directory.GetFiles(folder["store"], "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var texts = log.Lines.Append(failure.ToString()).Concat(files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))))
            .ToList();
        Assert.All(secrets, secret => Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Busy_server_is_reported_before_the_password_is_sent()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra);
        entra.Server.Faults[ServerEndpoint.UserRealm].Next(ServerFault.Status(503));

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal(Problems.AuthorizationServerBusy, failure.Problem);
        Assert.Empty(entra.GrantTypes);
    }

    [Fact]
    public async Task Wrong_password_is_reported_without_the_password()
    {
        await using var entra = await EntraWorld.StartAsync();
        var account = CreateAccount(entra, options => options.Password = "wrong");

        var failure = await entra.TokensOf(account).GetFailureAsync();

        Assert.Equal([50126], failure.ErrorCodes);
        Assert.DoesNotContain(
            "wrong",
            failure.Message.Replace("wrong password", "", StringComparison.Ordinal).Replace("is wrong", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Account_without_a_password_is_rejected()
    {
        var failure = MicrosoftOptions.Password(options => options.Password = null).GetFailure();

        Assert.Contains("PasswordFile: Required.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("common", true)]
    [InlineData("Consumers", true)]
    [InlineData("organizations", false)]
    [InlineData("contoso.com", false)]
    [InlineData(null, false)]
    public void Tenant_for_personal_accounts_is_rejected_before_any_request(string? tenant, bool isRejected)
    {
        var options = MicrosoftOptions.Password(options => options.TenantId = tenant);

        var failure = Record.Exception(() => MailAccount.Create("a", options));

        Assert.Equal(isRejected, failure is MailConfigurationException);
        if (isRejected) Assert.Contains("AADSTS9001023", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Password_of_a_personal_account_is_rejected()
    {
        var failure = MicrosoftOptions.Password(options => options.Provider = "OutlookCom").GetFailure();

        Assert.Contains("Personal accounts don't issue tokens for a password", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_name_that_the_directory_does_not_know_is_reported_as_such()
    {
        await using var entra = await EntraWorld.StartAsync();
        var tokens = entra.TokensOf(CreateAccount(entra, options => options.SignInName = "anne@test.example"));

        var failure = await tokens.GetFailureAsync();

        Assert.Equal(Problems.UserNotAdmitted, failure.Problem);
        Assert.DoesNotContain("password", entra.GrantTypes);
    }

    private static MailAccount CreateAccount(
        EntraWorld entra, Action<MailAccountOptions>? configure = null, Action<TestUser>? configureUser = null, bool confidential = false)
    {
        entra.Server.AddClient(confidential ? TestClient.Confidential("old-system", EntraWorld.Secret) : TestClient.Native("old-system"));
        var account = entra.CreateAccount("ann", OAuthFlows.Password, options =>
        {
            options.ClientId = "old-system";
            options.Password = Password;
            if (confidential) options.ClientSecret = EntraWorld.Secret;
            configure?.Invoke(options);
        });
        var user = entra.Server.FindUser("ann@test.example")!;
        user.Password = Password;
        configureUser?.Invoke(user);
        return account;
    }
}
