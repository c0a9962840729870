using System.Text;
using OAuthMail.Compatibility;
using OAuthMail.Flows;
using OAuthMail.SignIn;
using OAuthMail.Testing;

namespace OAuthMail.Tests.SignIn;

public class UserCheckTests
{
    [Theory]
    [InlineData(""" "client" """, true)]
    [InlineData("""["other","client"]""", true)]
    [InlineData(""" "CLIENT" """, true)]
    [InlineData(""" "other" """, false)]
    [InlineData("""["other"]""", false)]
    [InlineData("7", false)]
    [InlineData(null, true)]
    public void Token_for_another_client_does_not_identify_the_user(string? audience, bool isAccepted)
    {
        var claims = $$"""{"iss":"https://i","sub":"1","upn":"jane@contoso.com"{{(audience is null ? "" : $",\"aud\":{audience}")}}}""";
        var identity = IdToken.TryRead($"e30.{Hashing.ToBase64Url(Encoding.UTF8.GetBytes(claims))}.x", "client");
        Assert.Equal(isAccepted, identity is not null);
    }

    [Theory]
    [InlineData("""{"iss":"https://i","sub":"1","email":"alice@test.example","email_verified":false}""", UserCheckOutcome.Unknown)]
    [InlineData("""{"iss":"https://i","sub":"1","email":"ALICE@test.example","email_verified":"False"}""", UserCheckOutcome.Unknown)]
    [InlineData("""{"iss":"https://i","sub":"1","email":"alice@test.example","email_verified":true}""", UserCheckOutcome.SameName)]
    [InlineData("""{"iss":"https://i","sub":"1","email":"alice@test.example","email_verified":"true"}""", UserCheckOutcome.SameName)]
    [InlineData("""{"iss":"https://i","sub":"1","email":"alice@test.example"}""", UserCheckOutcome.SameName)]
    [InlineData(
        """{"iss":"https://i","sub":"1","email":"alice@test.example","email_verified":false,"upn":"alice@test.example"}""",
        UserCheckOutcome.SameName)]
    public async Task Unverified_address_does_not_prove_the_user(string claims, UserCheckOutcome expected)
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var now = world.Clock.GetUtcNow();
        var identity = IdToken.TryRead($"e30.{Hashing.ToBase64Url(Encoding.UTF8.GetBytes(claims))}.x");
        var grant = new TokenGrant(new AccessToken("token", now, now.AddHours(1))) { Identity = identity };

        var check = new UserCheck(account, SignInSide.FindAll(account, world.Clock)[0], new SignInOptions { CheckByLogin = false });
        Assert.Equal(expected, await check.RunAsync(grant, world.Clock));
        Assert.Equal("alice@test.example", identity!.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task Completing_logs_in_once_by_default_and_rejects_the_wrong_user()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.SignInAs("mallory@test.example");

        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => world.SignInAsync(account, Trusting(world)));

        Assert.Equal(Problems.WrongPerson, failure.Problem);
        Assert.Contains("mallory@test.example", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rejected the login", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completing_accepts_a_delegate_who_can_log_in()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("shared");
        world.Server.AddUser(new TestUser("delegate@test.example") { SharedMailboxes = { account.Address } });
        world.Server.SignInAs("delegate@test.example");

        var result = await world.SignInAsync(account, Trusting(world));

        Assert.Equal(UserCheckOutcome.AcceptedByServer, result.UserCheck);
    }

    [Fact]
    public async Task Login_check_can_be_switched_off()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        world.Server.SignInAs("mallory@test.example");
        var options = Trusting(world);
        options.CheckByLogin = false;

        Assert.Equal(UserCheckOutcome.Unknown, (await world.SignInAsync(account, options)).UserCheck);
    }

    [Theory]
    [InlineData("""{"aud":"https://graph.microsoft.com","scp":"Mail.Read"}""", "token-for-graph")]
    [InlineData("""{"aud":"00000003-0000-0000-c000-000000000000"}""", "token-for-graph")]
    [InlineData("""{"aud":"https://vault.azure.net"}""", "token-audience-wrong")]
    [InlineData("""{"aud":"https://outlook.office.com","scp":"SMTP.Send"}""", "token-permission-missing")]
    [InlineData("""{"aud":"https://outlook.office.com","scp":"IMAP.AccessAsUser.All"}""", "wrong-person")]
    public async Task Wrong_scope_is_not_blamed_on_the_user(string claims, string expected)
    {
        var account = MailAccount.Create("support", new MailAccountOptions
        {
            Provider = "Microsoft365", Flow = OAuthFlow.AuthorizationCode, ClientId = "desktop", Address = "support@contoso.com",
            TenantId = "contoso.com",
        });
        var clock = TimeProvider.System;
        var now = clock.GetUtcNow();
        var identity = """{"iss":"https://i","sub":"1","upn":"jane@contoso.com"}"""u8.ToArray();
        var token = $"e30.{Hashing.ToBase64Url(Encoding.UTF8.GetBytes(claims))}.x";
        var grant = new TokenGrant(new AccessToken(token, now, now.AddHours(1)))
        {
            Identity = IdToken.TryRead($"e30.{Hashing.ToBase64Url(identity)}.x"),
        };
        var options = new SignInOptions { TryLoginAsync = (_, _) => Task.FromResult<string?>("NO AUTHENTICATE failed.") };

        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            () => new UserCheck(account, SignInSide.FindAll(account, clock)[0], options).RunAsync(grant, clock));

        Assert.Equal(expected, failure.Code);
        Assert.Contains("NO AUTHENTICATE failed.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejected_login_of_an_unknown_user_blames_neither_the_user_nor_the_scope()
    {
        await using var world = await TestWorld.StartAsync();
        var account = world.CreatePerson("alice");
        var now = world.Clock.GetUtcNow();
        var options = new SignInOptions { TryLoginAsync = (_, _) => Task.FromResult<string?>("535 5.7.3 unsuccessful") };
        var check = new UserCheck(account, SignInSide.FindAll(account, world.Clock)[0], options);

        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            () => check.RunAsync(new TokenGrant(new AccessToken("opaque", now, now.AddHours(1))), world.Clock));

        Assert.Equal(Problems.SignInNotAccepted, failure.Problem);
        Assert.Contains("535 5.7.3 unsuccessful", failure.Message, StringComparison.Ordinal);
    }

    private static SignInOptions Trusting(TestWorld world) => new()
    {
        Tester = new ConnectionTester(new ConnectionTesterOptions
        {
            ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback,
            TimeProvider = world.Clock,
        }),
    };
}
