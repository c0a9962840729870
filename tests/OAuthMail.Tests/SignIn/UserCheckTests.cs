using System.Text;
using OAuthMail.Compatibility;
using OAuthMail.Flows;
using OAuthMail.SignIn;

namespace OAuthMail.Tests.SignIn;

public class UserCheckTests
{
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

        Assert.Equal(expected, await new UserCheck(account, account.Incoming, new SignInOptions()).RunAsync(grant, world.Clock));
        Assert.Equal("alice@test.example", identity!.ToString(), ignoreCase: true);
    }
}
