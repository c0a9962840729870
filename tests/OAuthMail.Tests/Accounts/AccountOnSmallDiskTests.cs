using OAuthMail.Testing.Authorization;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Tests.Accounts;

/// <summary>A person's account, refresh tokens that are good once, and a disk that takes nothing for a while.</summary>
public sealed class AccountOnSmallDiskTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private TestWorld _world = null!;
    private MailAccount _account = null!;

    private string Folder => _temporary["tokens"];

    public async Task InitializeAsync()
    {
        _world = await TestWorld.StartAsync(options => options.Authorization.RefreshTokenRotation = RefreshTokenRotation.OneTime);
        _account = _world.CreatePerson("alice");
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    public void Dispose() => _temporary.Dispose();

    [FactWithMount]
    public async Task A_full_disk_costs_no_refresh_token()
    {
        using var disk = new SmallDisk(Folder);
        await RecoversAsync("token-store-full", disk.Fill, disk.Clear);
    }

    [FactWithMount]
    public async Task A_read_only_disk_costs_no_refresh_token()
    {
        using var disk = new SmallDisk(Folder);
        await RecoversAsync("token-store-not-permitted", () => disk.SetReadOnly(true), () => disk.SetReadOnly(false));
    }

    [FactWithMount]
    public async Task A_full_disk_costs_no_sign_in_that_was_begun()
    {
        using var disk = new SmallDisk(Folder);
        using var tokens = Open();
        var signIn = new MailSignIn(_account, tokens, _world.Http);
        var begun = await signIn.BeginAsync();
        var redirect = await _world.BrowseAsync(begun.Url);
        disk.Fill();
        Assert.Equal("token-store-full", (await Assert.ThrowsAsync<TokenStoreException>(() => signIn.CompleteAsync(redirect))).Code);

        disk.Clear();
        await signIn.CompleteAsync(redirect);
        Assert.NotNull(await tokens.For(_account, _world.Http).GetAccessTokenAsync());
    }

    /// <summary>Renews while the disk takes nothing, which is an error and no more, and then again.</summary>
    private async Task RecoversAsync(string code, Action breakDisk, Action mendDisk)
    {
        using var tokens = Open();
        var signIn = new MailSignIn(_account, tokens, _world.Http);
        var begun = await signIn.BeginAsync();
        await signIn.CompleteAsync(await _world.BrowseAsync(begun.Url));
        var provider = tokens.For(_account, _world.Http);
        await provider.GetAccessTokenAsync();

        _world.Clock.Advance(TimeSpan.FromHours(2));
        breakDisk();
        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<TokenStoreException>(() => provider.GetAccessTokenAsync().AsTask());
            Assert.Equal(code, failure.Code);
            Assert.Contains(Folder, failure.Message, StringComparison.Ordinal);
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(_world.Server.Requests.RefreshTokens);
        mendDisk();
        await provider.GetAccessTokenAsync();

        // The one that stands there now is the right one, for a process that starts anew too.
        _world.Clock.Advance(TimeSpan.FromHours(2));
        using var restarted = Open();
        await restarted.For(_account, _world.Http).GetAccessTokenAsync();
        Assert.Equal(2, _world.Server.Requests.RefreshTokens.Distinct().Count());
        Assert.Equal(2, _world.Server.Requests.RefreshTokens.Count);
    }

    private MailTokens Open() => new(new MailTokensOptions
    {
        Store = FileTokenStore.Open(Folder, protect => protect.AllowUnprotected()),
        TimeProvider = _world.Clock,
    });
}
