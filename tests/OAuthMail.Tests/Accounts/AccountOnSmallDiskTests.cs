using OAuthMail.Testing;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Tests.Accounts;

/// <summary>An account of a user, one-time refresh tokens, and a disk that cannot be written to for some time.</summary>
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
    public async Task Full_disk_loses_no_refresh_token()
    {
        using var disk = new SmallDisk(Folder);
        await RecoversAsync("token-store-full", disk.Fill, disk.Clear);
    }

    [FactWithMount]
    public async Task Read_only_disk_loses_no_refresh_token()
    {
        using var disk = new SmallDisk(Folder);
        await RecoversAsync("token-store-not-permitted", () => disk.SetReadOnly(true), () => disk.SetReadOnly(false));
    }

    [FactWithMount]
    public async Task Full_disk_loses_no_pending_sign_in()
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

    /// <summary>Renews while the disk cannot be written to, which is an error without further damage, and then again.</summary>
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

        // The stored refresh token is the current one, also for a process that starts later.
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
