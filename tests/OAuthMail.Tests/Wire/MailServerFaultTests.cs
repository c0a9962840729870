using System.Net;
using OAuthMail.Testing;
using OAuthMail.Tests.ConnectionTest;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// Tests faults of the connection to a mail server. A connection test reports the failed step within the time-out, uses one
/// connection, and succeeds after the fault.
/// </summary>
public sealed class MailServerFaultTests(ConnectionFixture fixture) : IClassFixture<ConnectionFixture>
{
    /// <summary>
    /// The time-out of a step, and the pause before the next byte of a slow relay, which may pass before the client notices its time-out.
    /// </summary>
    private static readonly TimeSpan StepTimeout = TimeSpan.FromSeconds(20 + 1);

    /// <summary>During the login, TLS is established, so changed data always breaks the connection.</summary>
    public static TheoryData<MailProtocol, TlsMode, WireFault, string> Logins
    {
        get
        {
            var data = new TheoryData<MailProtocol, TlsMode, WireFault, string>();
            foreach (var protocol in Enum.GetValues<MailProtocol>())
            {
                foreach (var tls in Enum.GetValues<TlsMode>())
                {
                    data.Add(protocol, tls, WireFault.Drip, "mail-server-silent");
                    data.Add(protocol, tls, WireFault.Silence, "mail-server-silent");
                    data.Add(protocol, tls, WireFault.Garbage, "connection-lost");
                    data.Add(protocol, tls, WireFault.HalfClose, "connection-lost");
                    data.Add(protocol, tls, WireFault.Reset, "connection-lost");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MailServerFaults.Begins), MemberType = typeof(MailServerFaults))]
    public async Task Fault_before_the_login_is_reported_in_time(MailProtocol protocol, TlsMode tls, WireFault fault, string code)
    {
        var test = new RelayedTest(fixture, protocol, tls);
        await using var relay = test.Relay;
        relay.Fault = fault;
        var testing = test.RunAsync();

        // A client that waits for a greeting sends no data.
        var hears = fault == WireFault.Silence && tls == TlsMode.StartTls;
        if (hears) await test.Reached(ConnectionStepKind.Connect);
        var took = await new ClockDriver(test.Clock).EndAsync(testing, () => hears ? relay.Connections : relay.Stuck);
        var report = await testing;
        Assert.Contains(report.Problem?.Code, code.Split(" or "));
        Assert.True(took <= StepTimeout, $"The call took {took}.");
        Assert.Equal(1, relay.Connections);
        Assert.DoesNotContain(report.Steps, step => step.Kind == ConnectionStepKind.Authenticate);

        relay.Fault = WireFault.None;
        Assert.True((report = await test.RunAsync()).Succeeded, report.ToText());
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Fault_during_the_login_is_reported_in_time(MailProtocol protocol, TlsMode tls, WireFault fault, string code)
    {
        fixture.Reset();
        var gate = new MailGate();
        fixture.Server(protocol).Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));
        var test = new RelayedTest(fixture, protocol, tls);
        await using var relay = test.Relay;
        var testing = test.RunAsync();
        await gate.Reached;
        relay.Fault = fault;
        gate.Open();

        // The token was already sent, and the client waits for the reply.
        var took = await new ClockDriver(test.Clock).EndAsync(testing, () => fault == WireFault.Silence ? 1 : relay.Stuck);
        var report = await testing;
        Assert.Equal(code, report.Problem?.Code);
        Assert.Equal(ConnectionStepKind.Authenticate, report.Steps[^1].Kind);
        Assert.True(took <= StepTimeout, $"The call took {took}.");
        Assert.Equal(1, relay.Connections);

        relay.Fault = WireFault.None;
        Assert.True((report = await test.RunAsync()).Succeeded, report.ToText());
    }

    [Theory]
    [InlineData(MailProtocol.Smtp)]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Restarted_server_is_found_again(MailProtocol protocol)
    {
        var test = new RelayedTest(fixture, protocol, TlsMode.Implicit, isListening: false);
        await using var relay = test.Relay;
        var report = await test.RunAsync();
        Assert.Equal(Problems.HostUnreachable, report.Problem);
        relay.Listen();
        Assert.True((report = await test.RunAsync()).Succeeded, report.ToText());
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, TlsMode.Implicit)]
    [InlineData(MailProtocol.Imap, TlsMode.StartTls)]
    [InlineData(MailProtocol.Pop3, TlsMode.Implicit)]
    public async Task Slow_server_passes_the_test(MailProtocol protocol, TlsMode tls)
    {
        var test = new RelayedTest(fixture, protocol, tls);
        await using var relay = test.Relay;
        relay.Fault = WireFault.Delay;
        var testing = test.RunAsync();
        await new ClockDriver(test.Clock, TimeSpan.FromSeconds(1)).EndAsync(testing);
        var report = await testing;
        Assert.True(report.Succeeded, report.ToText());
    }

    /// <summary>An account whose server is reached through a relay, and a tester.</summary>
    private sealed class RelayedTest : IProgress<ConnectionStep>
    {
        private readonly ConnectionFixture _fixture;
        private readonly ConnectionTester _tester;
        private readonly MailAccount _account;
        private readonly MailProtocol _protocol;
        private readonly Dictionary<ConnectionStepKind, TaskCompletionSource> _reached = Enum.GetValues<ConnectionStepKind>()
            .ToDictionary(kind => kind, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public RelayedTest(ConnectionFixture fixture, MailProtocol protocol, TlsMode tls, bool isListening = true)
        {
            _fixture = fixture;
            _protocol = protocol;
            Relay = new FaultRelay(new IPEndPoint(IPAddress.Loopback, fixture.Server(protocol).Endpoint(tls).Port), Clock, isListening);
            _account = ConnectionFixture.AccountAt(new MailEndpoint("127.0.0.1", Relay.Endpoint.Port, tls));
            var options = fixture.TesterOptions;
            options.TimeProvider = Clock;
            _tester = new ConnectionTester(options);
        }

        public ManualTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

        public FaultRelay Relay { get; }

        public Task Reached(ConnectionStepKind kind) => _reached[kind].Task;

        public Task<ConnectionReport> RunAsync() =>
            _tester.TestAsync(_account, _protocol, new TokenQueue(_fixture.NewToken()), new ConnectionTestOptions { Progress = this });

        public void Report(ConnectionStep value) => _reached[value.Kind].TrySetResult();
    }
}
