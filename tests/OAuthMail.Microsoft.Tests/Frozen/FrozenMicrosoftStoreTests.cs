using Microsoft.Identity.Client;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Microsoft.Storage;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests;
using OAuthMail.Tests.Frozen;

namespace OAuthMail.Microsoft.Tests.Frozen;

/// <summary>
/// Reads a store that an earlier version wrote: a user's tokens with MSAL's cache, and a rejected password. The fixture and the
/// expected values never change, because a change that makes one of these tests fail signs users out.
/// </summary>
public sealed class FrozenMicrosoftStoreTests : IDisposable
{
    private const string UserKey = "consent-bac9f49f80d258d7914fbae72a64737f";
    private const string PasswordKey = "consent-cf0799a5c8bdfe789edc6123b0abf80e";

    private readonly ManualTimeProvider _clock = new(FrozenMicrosoftAccounts.WrittenAt + TimeSpan.FromMinutes(1));
    private readonly TemporaryFolder _folder = FrozenFixture.CopyStore("microsoft-store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Record_of_a_user_is_read()
    {
        var record = (await ReadAsync(UserKey)).Record;

        Assert.Equal("access-ada-2", record.AccessToken);
        Assert.Equal(FrozenMicrosoftAccounts.WrittenAt + TimeSpan.FromHours(2), record.IssuedAt);
        Assert.Equal(FrozenMicrosoftAccounts.WrittenAt + TimeSpan.FromHours(3), record.ExpiresAt);
        Assert.False(record.AfterRefusal);
        Assert.Equal("refresh-ada-2", record.RefreshToken);
        Assert.Equal(FrozenMicrosoftAccounts.WrittenAt + TimeSpan.FromHours(2), record.RefreshedAt);
        Assert.Equal(FrozenMicrosoftAccounts.WrittenAt, record.SignedInAt);
        Assert.Equal(FrozenMicrosoftAccounts.Scope, record.Scope);
        Assert.Equal($"https://login.microsoftonline.com/{FrozenMicrosoftAccounts.Tenant}/v2.0", record.Issuer);
        Assert.Equal("7d3b0a1e-2222-4c22-8d33-9e44aa55bb66", record.Subject);
        Assert.Equal("ada@frozen.example", record.UserName);
        Assert.Equal(["msal", "msal-account", "msal-refresh-token"], record.Properties.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("\"secret\":\"refresh-ada-2\"", record.Properties["msal"], StringComparison.Ordinal);
        Assert.Equal(FrozenMicrosoftAccounts.AccountId, record.Properties["msal-account"]);
        Assert.Equal("L7uTjRR0-kP3EjQuTacSlA", record.Properties["msal-refresh-token"]);
    }

    [Fact]
    public async Task MSAL_finds_the_user_in_its_stored_cache()
    {
        var cache = MsalCache.Read((await ReadAsync(UserKey)).Record);
        var application = PublicClientApplicationBuilder.Create("frozen-desktop")
            .WithAuthority($"https://login.microsoftonline.com/{FrozenMicrosoftAccounts.Tenant}/", validateAuthority: false)
            .WithInstanceDiscovery(false)
            .Build();
        cache.Attach(application);

        var user = await application.GetAccountAsync(cache.AccountId);

        Assert.Equal(FrozenMicrosoftAccounts.AccountId, user.HomeAccountId.Identifier);
        Assert.Equal("ada@frozen.example", user.Username);
    }

    [Fact]
    public async Task Stored_refresh_token_is_used_through_MSAL()
    {
        _clock.Advance(TimeSpan.FromHours(5));
        using var server = new FrozenServer(_ => FrozenMicrosoftAccounts.Token("ada-3"));
        using var tokens = CreateTokens();

        Assert.Equal("access-ada-3", (await tokens.ForMicrosoft(FrozenMicrosoftAccounts.User(), server.Http).GetAccessTokenAsync()).Value);

        var form = Assert.Single(server.Forms);
        Assert.Equal(("refresh_token", "refresh-ada-2"), (form["grant_type"], form["refresh_token"]));
        Assert.Contains("\"secret\":\"refresh-ada-3\"", (await ReadAsync(UserKey)).Record.Properties["msal"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_refresh_token_is_used_without_MSAL()
    {
        _clock.Advance(TimeSpan.FromHours(5));
        using var server = new FrozenServer(_ => FrozenMicrosoftAccounts.Token("ada-3"));
        using var tokens = CreateTokens();

        Assert.Equal("access-ada-3", (await tokens.For(FrozenMicrosoftAccounts.User(), server.Http).GetAccessTokenAsync()).Value);
        Assert.Equal("refresh-ada-2", Assert.Single(server.Forms)["refresh_token"]);
    }

    [Fact]
    public async Task Rejected_password_is_not_sent_again()
    {
        var property = Assert.Single((await ReadAsync(PasswordKey)).Record.Properties);
        Assert.Equal("refused-password", property.Key);
        Assert.Equal("1767323045|password-refused|50126|AvQubZq302VKDPEjSpSMbQ==|4/Lf1YAmJaPHI/sdv/4Cbw==", property.Value);
        using var server = new FrozenServer(_ => throw new InvalidOperationException("The password must not be sent within an hour."));
        using var tokens = CreateTokens();

        var account = FrozenMicrosoftAccounts.PasswordUser("a wrong password");
        var failure = await tokens.ForMicrosoft(account, server.Http).GetFailureAsync();

        Assert.Equal(Problems.PasswordRefused, failure.Problem);
        Assert.Equal([50126], failure.ErrorCodes);
        Assert.Contains("2026-01-02 03:04:05Z", failure.Detail, StringComparison.Ordinal);
        Assert.Contains("2026-01-02 04:04:05Z", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_password_is_sent_at_once()
    {
        using var server = new FrozenServer(path => path.EndsWith("/token", StringComparison.Ordinal)
            ? FrozenMicrosoftAccounts.Token("pat")
            : """{"ver":"1.0","account_type":"Managed","domain_name":"frozen.example"}""");
        using var tokens = CreateTokens();

        var token = await tokens.ForMicrosoft(FrozenMicrosoftAccounts.PasswordUser("another password"), server.Http).GetAccessTokenAsync();

        Assert.Equal("access-pat", token.Value);
        Assert.DoesNotContain("refused-password", (await ReadAsync(PasswordKey)).Record.Properties.Keys);
    }

    [Fact]
    public void Key_of_the_operating_system_storage_is_read()
    {
        var key = StoredKey.TryRead(Convert.FromBase64String("T0FNSwEAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHxTnN996CgIs/4pd2vgrPEo="));

        Assert.Equal(Enumerable.Range(0, 32).Select(i => (byte)i), key);
    }

    [Fact]
    public void Names_of_the_operating_system_storage_are_pinned()
    {
        if (OperatingSystem.IsWindows()) return;
        var location = KeyLocation.Create("Frozen key_1.0", "/var/lib/frozen");

        FrozenFixture.AssertPinned("operating-system-key.txt", [location.FolderId, location.LockFile, location.KeyFile]);
    }

    private async Task<TokenStoreEntry> ReadAsync(string key)
    {
        var entry = await Open().ReadAsync(new TokenKey(key));
        Assert.NotNull(entry);
        return entry;
    }

    private FileTokenStore Open() => FileTokenStore.Open(
        _folder["store"], protect => protect.WithKeyFile(_folder["oauthmail.key"]), new FileTokenStoreOptions { TimeProvider = _clock });

    private MailTokens CreateTokens() => new(new MailTokensOptions { Store = Open(), TimeProvider = _clock });
}
