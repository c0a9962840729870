using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthMail.Storage;
using OAuthMail.Tests;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>Applications that end while an authorization server answers with a new refresh token.</summary>
public sealed class ShutdownTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HeldSource _source = new();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateSqliteAsync(_folder);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refresh_token_that_arrives_while_the_container_is_disposed_is_stored(bool pooled)
    {
        var services = new ServiceCollection();
        Register(services, pooled);
        var provider = services.BuildServiceProvider();
        await BeginRenewalAsync(provider);
        var ending = Task.Run(provider.Dispose);
        while (!IsDisposed(provider)) await Task.Delay(10);
        await EndRenewalAsync(ending);
    }

    [Fact]
    public async Task Host_that_stops_waits_for_the_refresh_token_and_closes_the_tokens()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Register(builder.Services, pooled: false);
        using var host = builder.Build();
        await host.StartAsync();
        await BeginRenewalAsync(host.Services);
        await EndRenewalAsync(host.StopAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await host.Services.GetRequiredService<MailTokens>().From(_source).GetAccessTokenAsync());
    }

    private static bool IsDisposed(IServiceProvider services)
    {
        try
        {
            return services.GetService<TimeProvider>() is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private async Task BeginRenewalAsync(IServiceProvider services)
    {
        await using (var lease = await services.GetRequiredService<ITokenStore>().AcquireAsync(HeldSource.Key))
        {
            await lease.WriteAsync(new TokenRecord { RefreshToken = "one" });
        }

        _ = services.GetRequiredService<MailTokens>().From(_source).GetAccessTokenAsync().AsTask();
        await _source.Asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task EndRenewalAsync(Task ending)
    {
        _source.Answer.SetResult(new TokenGrant(new AccessToken("token", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)))
        {
            RefreshToken = "two",
        });
        await ending.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("two", (await _database.Open().ReadAsync(HeldSource.Key))!.Record.RefreshToken);
        Assert.Null((await _database.FindRowAsync(HeldSource.Key.Value))!.RenewalOwner);
    }

    private void Register(IServiceCollection services, bool pooled)
    {
        _ = pooled ? services.AddDbContextPool<MailDbContext>(Use) : services.AddDbContext<MailDbContext>(Use);
        services.AddOAuthMail(_ => { })
            .ProtectTokens((_, protect) => protect.WithProtector(new TestProtector()))
            .PersistTokensToDbContext<MailDbContext>();
    }

    private void Use(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={_folder["tokens.db"]}");

    private sealed class HeldSource : ITokenSource
    {
        public static TokenKey Key { get; } = new("account-1");

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<TokenGrant> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool UsesStore => true;

        public string Name => "held";

        public TokenKey GetKey(AccessTokenRequest request) => Key;

        public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
        {
            Asked.SetResult();
            return await Answer.Task.WaitAsync(cancellationToken);
        }
    }
}
