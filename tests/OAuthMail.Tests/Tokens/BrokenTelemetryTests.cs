using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Tests.Tokens;

/// <summary>A log, a meter listener or an activity listener that throws does not lose a refresh token.</summary>
public sealed class BrokenTelemetryTests : LifecycleTest
{
    private int _rotations;

    [Theory]
    [InlineData("logger")]
    [InlineData("meter")]
    [InlineData("activity start")]
    [InlineData("activity stop")]
    public async Task Rotated_refresh_token_is_stored(string kind)
    {
        // Listeners are global. They fail only for the source of this test, or during this test's renewals.
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, self) =>
        {
            if (kind == "meter" && instrument.Meter.Name == "OAuthMail") self.EnableMeasurementEvents(instrument);
        };
        meter.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags) Fail(tag.Value as string);
        });
        meter.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => kind.StartsWith("activity", StringComparison.Ordinal) && source.Name == "OAuthMail",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => Fail(kind == "activity start" ? Source.Name : null),
            ActivityStopped = activity => Fail(kind == "activity stop" ? activity.GetTagItem("oauthmail.source") as string : null),
        };
        ActivitySource.AddActivityListener(activities);
        using var log = new BrokenLog(kind == "logger");
        using var tokens = new MailTokens(new MailTokensOptions { Store = Store, TimeProvider = Clock, LoggerFactory = log });
        var provider = tokens.From(Source);
        Source.Answer = (_, _) => Task.FromResult(Source.Issue($"refresh-{++_rotations}"));

        Assert.Equal("token-1", (await provider.GetAccessTokenAsync()).Value);
        Pass(seconds: 3600);
        Assert.Equal("token-2", (await provider.GetAccessTokenAsync()).Value);
        Assert.Equal("refresh-2", (await Store.ReadAsync(Key))!.Record.RefreshToken);
        Assert.Equal(2, Source.Requests);
    }

    [Fact]
    public async Task Listener_that_throws_when_an_instrument_is_published_does_not_prevent_renewals()
    {
        var isMine = new AsyncLocal<bool>();
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, _) =>
        {
            if (isMine.Value && instrument.Meter.Name == "OAuthMail") throw new IOException("The telemetry has failed.");
        };
        meter.Start();
        isMine.Value = true;
        using var tokens = new MailTokens(new MailTokensOptions { Store = Store, TimeProvider = Clock });
        var provider = tokens.From(Source);
        Source.Answer = (_, _) => Task.FromResult(Source.Issue($"refresh-{++_rotations}"));

        Assert.Equal("token-1", (await provider.GetAccessTokenAsync()).Value);
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        Pass(seconds: 3600);
        await Assert.ThrowsAsync<TokenRequestException>(async () => await provider.GetAccessTokenAsync());
    }

    [Fact]
    public async Task Failure_is_remembered_although_the_logger_throws()
    {
        using var log = new BrokenLog(true);
        using var tokens = new MailTokens(new MailTokensOptions { Store = Store, TimeProvider = Clock, LoggerFactory = log });
        var provider = tokens.From(Source);
        Source.Fail(() => new TokenRequestException(Problems.TokenSourceFailed, "Busy"));
        for (var i = 0; i < 50; i++) await Assert.ThrowsAsync<TokenRequestException>(async () => await provider.GetAccessTokenAsync());
        Assert.Equal(1, Source.Requests);
    }

    private void Fail(string? source)
    {
        if (source == Source.Name) throw new AggregateException(new IOException("The telemetry has failed."));
    }

    private sealed class BrokenLog(bool fails) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (fails) throw new AggregateException(new IOException("The log has failed."));
        }

        public void Dispose()
        {
        }
    }
}
