using Moq;
using OAuthMail.AccountStates;
using OAuthMail.Storage;

namespace OAuthMail.Tests.AccountStates;

/// <summary>States of accounts when records in the token store cannot be read.</summary>
public class UnreadableRecordTests
{
    [Fact]
    public async Task Unreadable_record_is_reported_and_hides_no_other_account()
    {
        await using var world = await StateWorld.StartAsync();
        var broken = AccountSide.KeyOf("alerts", null);
        var application = await world.AddApplicationAsync(
            store: Failing(world, key => key == broken, new TokenStoreException(Problems.TokenRecordDamaged, "The record is damaged.")));
        var states = application.Get<IMailAccountStates>();

        var list = await states.ListAsync();
        Assert.Equal(["alerts", "support"], list.Select(state => state.Account));
        Assert.Equal((MailAccountStatus.Failing, Problems.TokenRecordDamaged), (list[0].Status, list[0].Problem));
        Assert.Equal("The record is damaged.", list[0].Detail);
        Assert.Equal(MailAccountStatus.NotSignedIn, list[1].Status);
        Assert.Equal(Problems.TokenRecordDamaged, (await states.GetAsync("alerts")).Problem);
    }

    [Fact]
    public async Task Unreadable_sign_in_is_reported_for_its_account()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        var account = application.Accounts.Get("support");
        var consent = account.Incoming.GetConsentKey(account.SignInName, world.Clock);
        application = await world.AddApplicationAsync(
            store: Failing(world, key => key == consent, new TokenStoreException(Problems.TokenKeyUnknown, "The key is unknown.")));
        var list = await application.Get<IMailAccountStates>().ListAsync();
        Assert.Equal([null, Problems.TokenKeyUnknown], list.Select(state => state.Problem));
    }

    [Fact]
    public async Task Store_that_cannot_be_read_at_all_is_an_error()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync(
            store: Failing(world, _ => true, new TokenStoreException(Problems.TokenStoreUnavailable, "The folder is gone.")));
        var states = application.Get<IMailAccountStates>();
        await Assert.ThrowsAsync<TokenStoreException>(() => states.ListAsync());
        await Assert.ThrowsAsync<TokenStoreException>(() => states.GetAsync("alerts"));
    }

    private static ITokenStore Failing(StateWorld world, Func<TokenKey, bool> isBroken, TokenStoreException failure)
    {
        var store = new Mock<ITokenStore>();
        store.Setup(one => one.ReadAsync(It.IsAny<TokenKey>(), It.IsAny<CancellationToken>())).Returns(
            (TokenKey key, CancellationToken token) => isBroken(key) ? throw failure : world.Store.ReadAsync(key, token));
        store.Setup(one => one.AcquireAsync(It.IsAny<TokenKey>(), It.IsAny<CancellationToken>())).Returns(
            (TokenKey key, CancellationToken token) => world.Store.AcquireAsync(key, token));
        store.Setup(one => one.ListAsync(It.IsAny<CancellationToken>())).Returns(
            (CancellationToken token) => world.Store.ListAsync(token));
        return store.Object;
    }
}
