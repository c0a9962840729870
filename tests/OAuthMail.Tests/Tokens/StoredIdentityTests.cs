using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Tokens;

public sealed class StoredIdentityTests : LifecycleTest
{
    private const string Oid = "6f0c1d2e-0000-4000-8000-000000000001";
    private const string OtherOid = "6f0c1d2e-0000-4000-8000-000000000002";

    [Theory]
    [InlineData(Oid, "sub-1", Oid, "sub-1", true)]
    [InlineData(Oid, null, Oid, "sub-1", true)]
    [InlineData("sub-1", null, Oid, "sub-1", true)]
    [InlineData(Oid, "sub-1", "sub-1", null, true)]
    [InlineData(Oid, null, "sub-1", null, true)]
    [InlineData(Oid, null, OtherOid, "sub-1", false)]
    [InlineData("sub-1", null, "sub-2", null, false)]
    [InlineData("sub-1", null, Oid, "sub-2", false)]
    public void Ids_are_compared_with_ids_of_the_same_kind(string first, string? firstSub, string second, string? secondSub, bool isSame)
    {
        var record = new TokenRecord();
        StoredIdentity.Store(record, Identity(first, firstSub));
        Assert.Equal(isSame, StoredIdentity.IsSame(record, Identity(second, secondSub)));
    }

    [Fact]
    public void Another_issuer_is_another_identity()
    {
        var record = new TokenRecord();
        StoredIdentity.Store(record, Identity(Oid, null));
        Assert.False(StoredIdentity.IsSame(record, new TokenIdentity("https://other.example", Oid, [])));
    }

    [Fact]
    public async Task Refresh_token_of_another_identity_is_kept_aside_and_none_is_sent_again()
    {
        var identity = Identity("sub-1", null);
        Source.Answer = (_, _) =>
        {
            var now = Clock.GetUtcNow();
            var token = new AccessToken($"token-{Source.Requests}", now, now + TimeSpan.FromHours(1));
            return Task.FromResult(new TokenGrant(token) { RefreshToken = $"refresh-{Source.Requests}", Identity = identity });
        };
        await GetAsync();
        identity = Identity("sub-2", null);
        Pass(seconds: 7200);
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => GetAsync());
        Assert.Equal("another-identity", failure.Code);

        var record = (await Store.ReadAsync(Key))!.Record;
        Assert.Null(record.RefreshToken);
        Assert.Contains("refresh-2", record.Properties.Values);
        Assert.Equal("another-identity", StoredIdentity.MissingRefreshToken("anna", record).Code);
        StoredIdentity.Clear(record);
        Assert.Equal("not-signed-in", StoredIdentity.MissingRefreshToken("anna", record).Code);
    }

    private static TokenIdentity Identity(string subject, string? other) =>
        new("https://issuer.example", subject, []) { OtherSubject = other };
}
