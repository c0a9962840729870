using System.Reflection;
using OAuthMail.AccountStates;
using OAuthMail.DependencyInjection;
using OAuthMail.Storage;
using OAuthMail.Storage.Files;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Frozen;

/// <summary>Compares names that programs, dashboards and file systems depend on with the pinned ones.</summary>
public class FrozenNameTests
{
    [Fact]
    public void Problem_codes_are_pinned()
    {
        var codes = typeof(Problems).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(Problem)).Select(property => ((Problem)property.GetValue(null)!).Code);

        FrozenFixture.AssertPinned("problem-codes.txt", codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Log_events_are_pinned()
    {
        var categories = new LogCategories();
        using var tokens = new MailTokens(new MailTokensOptions { LoggerFactory = categories });
        var category = Assert.Single(categories.Created);

        var events = LogEvents.Describe(typeof(MailTokens).Assembly, new Dictionary<Type, string>
        {
            [typeof(TokenLog)] = category,
            [typeof(PermissionLog)] = PermissionLog.Category,
            [typeof(AccountsLog)] = AccountsLog.Category,
            [typeof(StatesLog)] = StatesLog.Category,
        }).Order(StringComparer.Ordinal);
        FrozenFixture.AssertPinned("log-events.txt", events);
    }

    [Fact]
    public void Meters_and_activities_are_pinned()
    {
        using var telemetry = new Telemetry("oauthmail.token.");
        using var metrics = new TokenMetrics(null);
        metrics.Fetched("source");
        metrics.Adopted("source");
        metrics.Failed("source", "code");
        metrics.Took(TimeSpan.FromSeconds(1));
        telemetry.Add(TokenMetrics.StartRenewal("source"));

        FrozenFixture.AssertPinned("telemetry.txt", telemetry.Lines);
    }

    [Fact]
    public void File_names_are_pinned()
    {
        string[] keys =
        [
            "client-credentials-dc78eb10e0627f09db7063840f381adc", "a", "0_a.b-c", "con", "prn.1", "aux", "nul.token",
            "com0", "com9.x", "lpt1", "lpt10", "console",
        ];
        var names = keys.Select(key => RecordNames.Combine("", new TokenKey(key), RecordNames.Record)).ToList();

        FrozenFixture.AssertPinned("file-names.txt", names);
        Assert.Equal(keys, names.Select(name => RecordNames.TryParse(name, out var key) ? key.Value : "not a record"));
    }

    [Fact]
    public async Task Files_of_a_store_are_pinned()
    {
        using var folder = new TemporaryFolder();
        var store = FileTokenStore.Open(folder["store"], protect => protect.AllowUnprotected());
        var key = new TokenKey("a-record");
        await WriteAsync();
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "a-record.token"), "damaged");
        await Assert.ThrowsAsync<TokenStoreException>(async () => await store.ReadAsync(key));
        await WriteAsync();
        var lease = await store.AcquireAsync(key);
        await using var held = lease.ConfigureAwait(true);

        FrozenFixture.AssertPinned("store-files.txt", Directory.EnumerateFiles(store.Folder).Select(file => Path.GetFileName(file)));

        async Task WriteAsync()
        {
            await using var writing = await store.AcquireAsync(key);
            await writing.WriteAsync(new TokenRecord { AccessToken = "a" });
        }
    }
}
