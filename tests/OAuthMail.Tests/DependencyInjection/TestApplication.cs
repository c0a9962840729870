using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Tests.DependencyInjection;

/// <summary>An application on the generic host, without the host's own configuration.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isStarted;

    private TestApplication(IHost host, TestLog log)
    {
        _host = host;
        Log = log;
    }

    public TestLog Log { get; }

    public IServiceProvider Services => _host.Services;

    public IMailAccounts Accounts => Services.GetRequiredService<IMailAccounts>();

    public static TestApplication Create(Func<IServiceCollection, IOAuthMailBuilder> register)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var log = new TestLog();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        register(builder.Services);
        return new TestApplication(builder.Build(), log);
    }

    public static async Task<TestApplication> StartAsync(Func<IServiceCollection, IOAuthMailBuilder> register)
    {
        var application = Create(register);
        await application.StartAsync();
        return application;
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _isStarted = true;
    }

    /// <summary>Stops the application without waiting for what is in progress.</summary>
    public async Task AbortAsync()
    {
        await _host.StopAsync(new CancellationToken(canceled: true));
        _isStarted = false;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        if (_isStarted) await _host.StopAsync();
        _host.Dispose();
    }
}
