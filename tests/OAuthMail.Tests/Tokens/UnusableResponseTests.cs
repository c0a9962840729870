using OAuthMail.Testing;

namespace OAuthMail.Tests.Tokens;

/// <summary>A rotated refresh token is stored, whatever else is wrong with the response. The previous one may already be revoked.</summary>
public sealed class UnusableResponseTests
{
    public static TheoryData<string, string> UnusableMembers => new()
    {
        { "access_token", "\"\"" },
        { "access_token", "null" },
        { "access_token", "17" },
        { "access_token", "\"two words\"" },
        { "token_type", "\"mac\"" },
    };

    [Theory]
    [MemberData(nameof(UnusableMembers))]
    public async Task Rotated_refresh_token_of_an_unusable_response_is_sent_next(string member, string json)
    {
        await using var world = await TestWorld.StartAsync();
        var tokens = await SignInAsync(world);

        world.Server.Faults.Token.Next(ServerFault.Member(member, json));
        world.Clock.Advance(TimeSpan.FromHours(2));
        var failure = await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());
        Assert.Equal("token-answer-invalid", failure.Code);

        world.Clock.Advance(TimeSpan.FromHours(1));
        await tokens.GetAccessTokenAsync();
        AssertNothingWasSentTwice(world);
    }

    [Theory]
    [InlineData("-103")]
    [InlineData("0")]
    [InlineData("\"0\"")]
    public async Task Lifetime_that_is_not_positive_is_unknown(string json)
    {
        await using var world = await TestWorld.StartAsync();
        var tokens = await SignInAsync(world);

        world.Server.Faults.Token.Next(ServerFault.Member("expires_in", json));
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(TimeSpan.FromHours(1), (await tokens.GetAccessTokenAsync()).Lifetime);

        world.Clock.Advance(TimeSpan.FromHours(2));
        await tokens.GetAccessTokenAsync();
        AssertNothingWasSentTwice(world);
    }

    [Fact]
    public async Task Rotated_refresh_token_of_a_response_without_an_access_token_is_sent_next()
    {
        await using var world = await TestWorld.StartAsync();
        var tokens = await SignInAsync(world);

        world.Server.Faults.Token.Next(ServerFault.WithoutMember("access_token"));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<TokenRequestException>(async () => await tokens.GetAccessTokenAsync());

        world.Clock.Advance(TimeSpan.FromHours(1));
        await tokens.GetAccessTokenAsync();
        AssertNothingWasSentTwice(world);
    }

    private static async Task<IAccessTokenProvider> SignInAsync(TestWorld world)
    {
        var account = world.CreatePerson("anna");
        await world.SignInAsync(account);
        return world.TokensOf(account);
    }

    private static void AssertNothingWasSentTwice(TestWorld world)
    {
        // The server revokes everything if a refresh token is sent twice.
        var sent = world.Server.Requests.Token.Where(request => request.RefreshToken is not null).ToList();
        Assert.Equal(sent.Count, sent.Select(request => request.RefreshToken).Distinct().Count());
        Assert.True(sent[^1].Succeeded);
    }
}
