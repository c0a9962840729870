using OAuthMail.SignIn;
using OAuthMail.Storage;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Tests.Frozen;

/// <summary>
/// Reads stores that an earlier version wrote. A change that makes one of these tests fail signs users out, so the fixture and the expected
/// values never change. A new format gets a fixture of its own.
/// </summary>
public sealed class FrozenStoreTests : IDisposable
{
    private const string BobsState = "Ew020iXDgBqMmoHByUu4Fj-snhK0hL4sm8eORXDGXSc";
    private const string BobsVerifier = "__HEHkszbLgzqsXk3vJ6Dpn97ErwvKztJdq9yFTGVpg";
    private const string CarolsId = "pdv4gHoBM0w14yGSnHyfKL88ooMVCGhRqA9A2D7WNq8";

    private readonly ManualTimeProvider _clock = new(FrozenAccounts.WrittenAt + TimeSpan.FromMinutes(1));
    private readonly TemporaryFolder _folder = FrozenFixture.CopyStore("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_records_are_listed()
    {
        var keys = new List<string>();
        await foreach (var entry in Open().ListAsync()) keys.Add(entry.Key.Value);

        Assert.Equal(
            [
                "client-credentials-dc78eb10e0627f09db7063840f381adc",
                "consent-f3cb609761a278ad1490a142a4071dd4",
                "full-1",
                "jwt-bearer-609de2688a1a322e8d9d51fc123d088b",
                "sign-in-36563e9b6055377e015a67d389ffa84d",
                "sign-in-393a5daf81e837c3890f4399dbf3c8a0",
            ],
            keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_member_of_a_record_is_read()
    {
        var entry = await ReadAsync(Open(), "full-1");

        Assert.Equal("9d70834f2e57dc055e6b1d41a090c179", entry.Version);
        AssertFull(entry.Record);
    }

    [Fact]
    public async Task Record_protected_by_a_passphrase_is_read()
    {
        using var folder = FrozenFixture.CopyStore("passphrase-store");
        var store = FileTokenStore.Open(folder["store"], protect => protect.WithPassphrase("correct horse battery"));

        AssertFull((await ReadAsync(store, "full-1")).Record);
    }

    [Fact]
    public async Task Token_of_an_application_is_used()
    {
        var record = (await ReadAsync(Open(), "client-credentials-dc78eb10e0627f09db7063840f381adc")).Record;
        Records.AssertEqual(
            new TokenRecord
            {
                AccessToken = "access-application",
                IssuedAt = FrozenAccounts.WrittenAt,
                ExpiresAt = FrozenAccounts.WrittenAt + TimeSpan.FromHours(1),
                Scope = "mail.all",
            },
            record);

        Assert.Equal("access-application", await GetStoredTokenAsync(FrozenAccounts.Application()));
    }

    [Fact]
    public async Task Token_of_a_service_account_is_used()
    {
        var record = (await ReadAsync(Open(), "jwt-bearer-609de2688a1a322e8d9d51fc123d088b")).Record;
        Records.AssertEqual(
            new TokenRecord
            {
                AccessToken = "access-workspace",
                IssuedAt = FrozenAccounts.WrittenAt,
                ExpiresAt = FrozenAccounts.WrittenAt + TimeSpan.FromHours(1),
            },
            record);

        Assert.Equal("access-workspace", await GetStoredTokenAsync(FrozenAccounts.ServiceAccount(_folder)));
    }

    [Fact]
    public async Task Consent_of_a_user_is_refreshed()
    {
        var record = (await ReadAsync(Open(), "consent-f3cb609761a278ad1490a142a4071dd4")).Record;
        Records.AssertEqual(
            new TokenRecord
            {
                AccessToken = "access-alice-2",
                IssuedAt = FrozenAccounts.WrittenAt + TimeSpan.FromHours(2),
                ExpiresAt = FrozenAccounts.WrittenAt + TimeSpan.FromHours(3),
                RefreshToken = "refresh-alice-2",
                RefreshedAt = FrozenAccounts.WrittenAt + TimeSpan.FromHours(2),
                SignedInAt = FrozenAccounts.WrittenAt,
                Scope = "mail.read mail.send offline_access openid",
                Issuer = "https://login.frozen.example",
                Subject = "subject-alice",
                UserName = "alice@frozen.example",
            },
            record);

        _clock.Advance(TimeSpan.FromHours(4));
        using var server = new FrozenServer(_ => FrozenServer.Token("alice-3"));
        using var tokens = CreateTokens(Open());
        Assert.Equal("access-alice-3", (await tokens.For(FrozenAccounts.User("alice"), server.Http).GetAccessTokenAsync()).Value);
        Assert.Equal(("refresh_token", "refresh-alice-2"), (server.Forms[0]["grant_type"], server.Forms[0]["refresh_token"]));
    }

    [Fact]
    public async Task Pending_sign_in_is_read()
    {
        var record = (await ReadAsync(Open(), "sign-in-393a5daf81e837c3890f4399dbf3c8a0")).Record;
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["signin.kind"] = "code",
                ["signin.account"] = "consent-ecbcaf28015cbc08d8f749c102987d1f",
                ["signin.begun"] = "2026-01-02T03:04:05.0000000+00:00",
                ["signin.expires"] = "2026-01-09T03:04:05.0000000+00:00",
                ["signin.state"] = BobsState,
                ["signin.verifier"] = BobsVerifier,
                ["signin.redirect"] = "http://localhost:8400/back?x=1",
            },
            record.Properties);

        var pending = SignInRecord.FromRecord(record)!;
        Assert.Equal("consent-ecbcaf28015cbc08d8f749c102987d1f", pending.AccountKey);
        Assert.Equal(FrozenAccounts.WrittenAt, pending.BegunAt);
        Assert.Equal(FrozenAccounts.WrittenAt + TimeSpan.FromDays(7), pending.ExpiresAt);
        Assert.Equal((BobsState, BobsVerifier), (pending.State, pending.Verifier));
        Assert.Equal("http://localhost:8400/back?x=1", pending.RedirectUri!.OriginalString);
        Assert.Null(pending.Device);
        Records.AssertEqual(record, pending.ToRecord());
    }

    [Fact]
    public async Task Pending_sign_in_is_completed()
    {
        using var server = new FrozenServer(_ => FrozenServer.Token("bob", Claims("bob")));
        using var tokens = CreateTokens(Open());
        var account = FrozenAccounts.User("bob");

        var signIn = new MailSignIn(account, tokens, server.Http);
        var result = await signIn.CompleteAsync($"http://localhost:8400/back?x=1&code=the-code&state={BobsState}");

        Assert.Equal("bob@frozen.example", result.Identity!.ToString());
        var form = Assert.Single(server.Forms);
        Assert.Equal(("authorization_code", "the-code", BobsVerifier), (form["grant_type"], form["code"], form["code_verifier"]));
        Assert.Equal("http://localhost:8400/back?x=1", form["redirect_uri"]);
        Assert.Equal("access-bob", (await tokens.For(account, server.Http).GetAccessTokenAsync()).Value);
    }

    [Fact]
    public async Task Pending_sign_in_with_a_device_code_is_read()
    {
        var record = (await ReadAsync(Open(), "sign-in-36563e9b6055377e015a67d389ffa84d")).Record;
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["signin.kind"] = "device",
                ["signin.account"] = "consent-47b36353ab6c8ca3b8a116737ddf7681",
                ["signin.begun"] = "2026-01-02T03:04:05.0000000+00:00",
                ["signin.expires"] = "2026-01-02T03:19:05.0000000+00:00",
                ["signin.state"] = CarolsId,
                ["signin.device"] = "device-code-carol",
                ["signin.user"] = "CARO-LINE",
                ["signin.uri"] = "https://login.frozen.example/device",
                ["signin.interval"] = "7",
            },
            record.Properties);

        var pending = SignInRecord.FromRecord(record)!;
        Assert.Equal("consent-47b36353ab6c8ca3b8a116737ddf7681", pending.AccountKey);
        Assert.Equal(CarolsId, pending.State);
        Assert.Equal(("device-code-carol", "CARO-LINE"), (pending.Device!.DeviceCode, pending.Device.UserCode));
        Assert.Equal("https://login.frozen.example/device", pending.Device.VerificationUri.OriginalString);
        Assert.Equal(TimeSpan.FromSeconds(7), pending.Device.Interval);
        Assert.Equal(FrozenAccounts.WrittenAt + TimeSpan.FromMinutes(15), pending.Device.ExpiresAt);
        Records.AssertEqual(record, pending.ToRecord());
    }

    [Fact]
    public async Task Pending_sign_in_with_a_device_code_is_completed()
    {
        using var server = new FrozenServer(_ => FrozenServer.Token("carol", Claims("carol")));
        using var tokens = CreateTokens(Open());
        var signIn = new MailSignIn(FrozenAccounts.User("carol", OAuthFlow.DeviceCode), tokens, server.Http);
        var completing = signIn.CompleteWithDeviceCodeAsync(CarolsId);
        await new ClockDriver(_clock).EndAsync(completing);

        Assert.Equal("carol@frozen.example", (await completing).Identity!.ToString());
        Assert.Equal("device-code-carol", Assert.Single(server.Forms)["device_code"]);
    }

    private static string Claims(string name) =>
        $$"""{"iss":"https://login.frozen.example","sub":"subject-{{name}}","email":"{{name}}@frozen.example"}""";

    private static async Task<TokenStoreEntry> ReadAsync(FileTokenStore store, string key)
    {
        var entry = await store.ReadAsync(new TokenKey(key));
        Assert.NotNull(entry);
        return entry;
    }

    private static void AssertFull(TokenRecord actual)
    {
        var expected = new TokenRecord
        {
            AccessToken = "access-full",
            IssuedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
            ExpiresAt = new DateTimeOffset(2026, 1, 2, 6, 4, 5, TimeSpan.FromHours(2)),
            AfterRefusal = true,
            RefreshToken = "refresh-full",
            RefreshedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            SignedInAt = new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero),
            Scope = "mail offline_access",
            Issuer = "https://issuer.frozen.example/",
            Subject = "subject-full",
            UserName = "jürgen@frozen.example",
        };
        expected.Properties["state"] = "{\"nested\":\"\u0001💌\"}";
        expected.Properties["empty"] = "";
        Records.AssertEqual(expected, actual);
        var unknown = Assert.Single(actual.UnknownMembers!);
        Assert.Equal(("future", """{"a":[1,2.50,null,"é"]}"""), (unknown.Key, unknown.Value));
    }

    /// <summary>Returns the account's token, which must come from the store.</summary>
    private async Task<string> GetStoredTokenAsync(MailAccount account)
    {
        using var server = new FrozenServer(_ => throw new InvalidOperationException("The token is in the store, so none is requested."));
        using var tokens = CreateTokens(Open());
        return (await tokens.For(account, server.Http).GetAccessTokenAsync()).Value;
    }

    /// <summary>Opens the store with the system's clock.</summary>
    /// <remarks>Its leases wait for real files. With a manual clock, this wait could reach the store's time limit.</remarks>
    private FileTokenStore Open() =>
        FileTokenStore.Open(_folder["store"], protect => protect.WithKeyFile(_folder["oauthmail.key"]));

    private MailTokens CreateTokens(FileTokenStore store) => new(new MailTokensOptions { Store = store, TimeProvider = _clock });
}
