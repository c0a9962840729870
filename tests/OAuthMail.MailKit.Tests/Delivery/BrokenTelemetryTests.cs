using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>A log, a meter listener or an activity listener that throws affects neither results nor the pool.</summary>
public sealed class BrokenTelemetryTests : SenderTest
{
    /// <summary>Limits the faults to this test, because listeners are global.</summary>
    private static readonly AsyncLocal<bool> Fails = new();

    private readonly BrokenLog _log = new();

    public static TheoryData<string> Kinds => ["logger", "IsEnabled", "meter", "activity start", "activity stop"];

    private protected override MailSenderOptions CreateSenderOptions() =>
        new() { LoggerFactory = new BrokenLogs(_log), TimeProvider = Clock };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Accepted_message_is_reported_as_sent(string kind)
    {
        using var listeners = Break(kind);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync($"Number {i}")));
        Assert.All(results, result => Assert.Equal(1, result.Attempts));
        Assert.Equal(10, Arrived.Count);
        Assert.All(Arrived.Values, copies => Assert.Equal(1, copies));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Unknown_delivery_has_its_own_exception(string kind)
    {
        using var listeners = Break(kind);
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => SendAsync());
        await SendAsync("next");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rejection_has_its_own_exception(string kind)
    {
        using var listeners = Break(kind);
        Host.Smtp.Faults.On("RCPT", MailFault.Reply("550 5.1.1 No such mailbox"));
        Assert.Equal(Problems.RecipientRefused, (await Assert.ThrowsAsync<MailServerException>(() => SendAsync())).Problem);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_place_of_the_pool_is_lost(string kind)
    {
        using var listeners = Break(kind);
        for (var i = 1; i <= 5; i++)
        {
            await SendAsync().WaitAsync(TimeSpan.FromSeconds(30));
            Clock.Advance(TimeSpan.FromMinutes(1));
            await UntilAsync(() => Host.Smtp.OpenConnections == 0 && Sender.PoolCount == 0);
            Assert.Equal(i, Host.Smtp.Connections);
        }
    }

    private Listeners Break(string kind)
    {
        Fails.Value = true;
        _log.FailsIsEnabled = kind == "IsEnabled";
        _log.FailsLog = kind == "logger";
        return new Listeners(kind);
    }

    private static void Fail()
    {
        if (Fails.Value) throw new AggregateException(new IOException("The telemetry has failed."));
    }

    private sealed class Listeners : IDisposable
    {
        private readonly MeterListener _meter = new();
        private readonly ActivityListener _activity = new()
        {
            ShouldListenTo = source => source.Name == "OAuthMail",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };

        public Listeners(string kind)
        {
            if (kind == "activity start") _activity.ActivityStarted = _ => Fail();
            if (kind == "activity stop") _activity.ActivityStopped = _ => Fail();
            if (kind.StartsWith("activity", StringComparison.Ordinal)) ActivitySource.AddActivityListener(_activity);
            if (kind != "meter") return;
            _meter.InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "OAuthMail") self.EnableMeasurementEvents(instrument);
            };
            _meter.SetMeasurementEventCallback<long>((_, _, _, _) => Fail());
            _meter.SetMeasurementEventCallback<double>((_, _, _, _) => Fail());
            _meter.Start();
        }

        public void Dispose()
        {
            _meter.Dispose();
            _activity.Dispose();
            Fails.Value = false;
        }
    }

    private sealed class BrokenLog : ILogger
    {
        public bool FailsLog { get; set; }

        public bool FailsIsEnabled { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => FailsIsEnabled ? throw new IOException("The log has failed.") : true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (FailsLog) throw new AggregateException(new IOException("The log has failed."));
        }
    }

    private sealed class BrokenLogs(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
