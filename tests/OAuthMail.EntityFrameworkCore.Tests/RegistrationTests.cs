using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthMail.Storage;
using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests;

public sealed class RegistrationTests : IDisposable
{
    private static readonly TokenKey Key = new("account-1");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("AddDbContext")]
    [InlineData("AddDbContextPool")]
    [InlineData("AddDbContextFactory")]
    [InlineData("AddPooledDbContextFactory")]
    public async Task Tokens_are_kept_in_the_applications_context(string registration)
    {
        await TestDatabase.CreateSqliteAsync(_folder);
        TokenProtection.CreateKeyFile(_folder["key"]);
        await using var services = Create(
            services => _ = registration switch
            {
                "AddDbContext" => services.AddDbContext<MailDbContext>(Use),
                "AddDbContextPool" => services.AddDbContextPool<MailDbContext>(Use),
                "AddDbContextFactory" => services.AddDbContextFactory<MailDbContext>(Use),
                _ => services.AddPooledDbContextFactory<MailDbContext>(Use),
            },
            ("Store:KeyFile", _folder["key"]), ("Store:LeaseTimeout", "00:00:30"));
        var store = services.GetRequiredService<ITokenStore>();
        await using (var lease = await store.AcquireAsync(Key)) await lease.WriteAsync(new TokenRecord { RefreshToken = "one" });
        Assert.Equal("one", (await store.ReadAsync(Key))!.Record.RefreshToken);
        Assert.Same(store, services.GetRequiredService<MailTokens>().Store);
        Assert.Same(store, services.GetRequiredService<DatabaseTokenStore<MailDbContext>>());
    }

    [Fact]
    public async Task Folder_and_created_key_file_and_missing_protection_are_errors()
    {
        await using var services = Create(
            services => services.AddDbContext<MailDbContext>(Use),
            ("Store:Folder", _folder["tokens"]), ("Store:KeyFile", _folder["key"]), ("Store:CreateKeyFile", "true"));
        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ITokenStore>());
        Assert.Contains("Store:Folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("Store:CreateKeyFile", error.Message, StringComparison.Ordinal);

        await using var unprotected = Create(services => services.AddDbContext<MailDbContext>(Use));
        error = Assert.Throws<OptionsValidationException>(() => unprotected.GetRequiredService<ITokenStore>());
        Assert.Contains("A database requires a protection", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_that_is_not_registered_is_named()
    {
        await using var services = Create(_ => { }, ("Store:AllowUnprotected", "true"));
        var error = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<ITokenStore>());
        Assert.Contains("AddDbContext<MailDbContext>", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Create(Action<IServiceCollection> register, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] account =
        [
            ("Accounts:alerts:Address", "alerts@example.com"), ("Accounts:alerts:Provider", "Google"),
            ("Accounts:alerts:Flow", "AuthorizationCode"), ("Accounts:alerts:ClientId", "client"),
            ("Accounts:alerts:ClientSecret", "secret"),
        ];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            account.Concat(settings).Select(one => new KeyValuePair<string, string?>(one.Key, one.Value))).Build();
        var services = new ServiceCollection();
        register(services);
        services.AddOAuthMail(configuration).PersistTokensToDbContext<MailDbContext>();
        return services.BuildServiceProvider();
    }

    private void Use(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={_folder["tokens.db"]}");
}
