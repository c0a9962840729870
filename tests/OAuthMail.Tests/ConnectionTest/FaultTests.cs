using System.Net;
using System.Net.Sockets;
using System.Text;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Tests.ConnectionTest;

public class FaultTests : IClassFixture<ConnectionFixture>
{
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("Subject: x\r\n\r\nx\r\n");

    private readonly ConnectionFixture _fixture;

    public FaultTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    public static TheoryData<MailProtocol> Protocols => [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3];

    public static TheoryData<MailProtocol, MailStage> Stages
    {
        get
        {
            var data = new TheoryData<MailProtocol, MailStage>();
            foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
                foreach (var stage in new[] { MailStage.Greeting, MailStage.AuthBegin, MailStage.AuthMiddle, MailStage.AuthEnd })
                    data.Add(protocol, stage);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Connection_loss_fails_the_current_step(MailProtocol protocol, MailStage stage)
    {
        _fixture.Server(protocol).Faults.At(stage, MailFault.Cut());
        var report = await _fixture.TestAsync(protocol);
        Assert.Equal(Problems.ConnectionLost, report.Problem);
        Assert.Equal(StepOf(stage), report.Steps[^1].Kind);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Silent_server_fails_the_step_after_the_time_out(MailProtocol protocol, MailStage stage)
    {
        var gate = new MailGate();
        _fixture.Server(protocol).Faults.At(stage, MailFault.Hold(gate));
        if (stage == MailStage.AuthEnd) _fixture.Server(protocol).Faults.On(OpenCommandOf(protocol), MailFault.Hold(gate));
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var options = _fixture.TesterOptions;
        options.TimeProvider = clock;
        var before = stage == MailStage.Greeting
            ? ConnectionStepKind.Tls : stage == MailStage.AuthEnd ? ConnectionStepKind.Authenticate
            : ConnectionStepKind.Claims;
        var reached = new Reached(before);
        var testing = new ConnectionTester(options)
            .TestAsync(_fixture.Account(), protocol, new TokenQueue(_fixture.NewToken()), new ConnectionTestOptions { Progress = reached });
        await gate.Reached;
        await reached.Task;

        // The stalled step is running, but may not have set its timer yet.
        while (!testing.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(21));
            await Task.Yield();
        }

        gate.Open();
        var report = await testing;
        Assert.Equal(Problems.MailServerSilent, report.Problem);
        Assert.Equal(StepOf(stage), report.Steps[^1].Kind);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Cancellation_stops_the_test_immediately(MailProtocol protocol, MailStage stage)
    {
        var gate = new MailGate();
        _fixture.Server(protocol).Faults.At(stage, MailFault.Hold(gate));
        if (stage == MailStage.AuthEnd) _fixture.Server(protocol).Faults.On(OpenCommandOf(protocol), MailFault.Hold(gate));
        using var cancelling = new CancellationTokenSource();
        var testing = _fixture.TestAsync(protocol, cancellationToken: cancelling.Token);
        await gate.Reached;
        await cancelling.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => testing);
        Assert.Equal(cancelling.Token, cancelled.CancellationToken);
        gate.Open();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Stalled_TLS_handshake_times_out_and_can_be_canceled(MailProtocol protocol)
    {
        await using var server = new ScriptedMailPeer(TlsMode.Implicit, null);
        await AssertTimesOutAndCancelsAsync(
            protocol, server.Endpoint, ConnectionStepKind.Connect, ConnectionStepKind.Tls, Problems.MailServerSilent);
    }

    [FactOnLinux]
    public async Task Connection_that_is_never_accepted_times_out_and_can_be_canceled()
    {
        await using var full = await FullBacklog.CreateAsync();
        await AssertTimesOutAndCancelsAsync(
            MailProtocol.Imap, new MailEndpoint("127.0.0.1", full.Endpoint.Port, TlsMode.Implicit), ConnectionStepKind.NameResolution,
            ConnectionStepKind.Connect, Problems.HostUnreachable);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Unanswered_logout_does_not_change_the_result_and_can_be_canceled(MailProtocol protocol)
    {
        var goodbye = protocol == MailProtocol.Imap ? "LOGOUT" : "QUIT";
        var gate = new MailGate();
        _fixture.Server(protocol).Faults.On(goodbye, MailFault.Hold(gate));
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var options = _fixture.TesterOptions;
        options.TimeProvider = clock;
        var testing = new ConnectionTester(options).TestAsync(_fixture.Account(), protocol, new TokenQueue(_fixture.NewToken()));
        await gate.Reached;
        clock.Advance(TimeSpan.FromSeconds(5));
        var report = await testing;
        gate.Open();
        Assert.True(report.Succeeded, report.ToText());

        _fixture.Reset();
        gate = new MailGate();
        _fixture.Server(protocol).Faults.On(goodbye, MailFault.Hold(gate));
        using var cancelling = new CancellationTokenSource();
        testing = _fixture.TestAsync(protocol, cancellationToken: cancelling.Token);
        await gate.Reached;
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => testing);
        gate.Open();
    }

    [Fact]
    public async Task Announced_size_equals_the_transmitted_size()
    {
        await _fixture.TestAsync(
            MailProtocol.Smtp, options: new ConnectionTestOptions { MessageToSend = Encoding.ASCII.GetBytes("Subject: x\n\nx\n") });
        Assert.Contains(
            _fixture.Host.Smtp.Transcripts[^1].ClientLines, line => line.EndsWith($" SIZE={Message.Length}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Stalled_token_provider_times_out_and_can_be_canceled(MailProtocol protocol)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var options = _fixture.TesterOptions;
        options.TimeProvider = clock;
        var never = new StalledTokenProvider();
        var testing = new ConnectionTester(options).TestAsync(_fixture.Account(), protocol, never);
        await never.Asked;
        while (!testing.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMinutes(3));
            await Task.Yield();
        }

        Assert.Equal(Problems.RenewalTimedOut, (await testing).Problem);

        using var cancelling = new CancellationTokenSource();
        never = new StalledTokenProvider();
        testing = _fixture.TestAsync(protocol, tokens: never, cancellationToken: cancelling.Token);
        await never.Asked;
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => testing);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task No_token_is_acquired_for_an_unreachable_server(MailProtocol protocol)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var tokens = new TokenQueue(_fixture.NewToken());
        var account = ConnectionFixture.AccountAt(new MailEndpoint("127.0.0.1", port, TlsMode.Implicit));
        var report = await new ConnectionTester().TestAsync(account, protocol, tokens);
        Assert.Equal(Problems.HostUnreachable, report.Problem);
        Assert.Equal(ConnectionStepKind.Connect, report.Steps[^1].Kind);
        Assert.Empty(tokens.Requests);

        account = ConnectionFixture.AccountAt(new MailEndpoint("mail.invalid", 993, TlsMode.Implicit));
        report = await new ConnectionTester().TestAsync(account, protocol, tokens);
        Assert.Equal(Problems.HostNotFound, report.Problem);
        Assert.Equal(ConnectionStepKind.NameResolution, report.Steps[^1].Kind);
    }

    [Theory]
    [InlineData(MailProtocol.Smtp, "421 4.3.2 Service not available")]
    [InlineData(MailProtocol.Imap, "* BYE Server Unavailable. 15")]
    [InlineData(MailProtocol.Pop3, "-ERR [SYS/TEMP] Try again later")]
    public async Task Rejected_connection_is_reported_as_a_busy_server(MailProtocol protocol, string greeting)
    {
        _fixture.Server(protocol).Faults.At(MailStage.Greeting, MailFault.ReplyAndClose(greeting));
        var report = await _fixture.TestAsync(protocol);
        Assert.Equal(Problems.ServerBusy, report.Problem);
        Assert.Equal(greeting, report.Steps[^1].ServerWords.Single());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Server_without_OAuth_mechanisms_receives_no_token(MailProtocol protocol)
    {
        MailTestServerOptions options = protocol switch
        {
            MailProtocol.Smtp => _fixture.Host.Smtp.Options,
            MailProtocol.Imap => _fixture.Host.Imap.Options,
            _ => _fixture.Host.Pop3.Options,
        };
        options.Mechanisms = ["PLAIN", "LOGIN"];
        try
        {
            var tokens = new TokenQueue(_fixture.NewToken());
            var report = await _fixture.TestAsync(protocol, tokens: tokens);
            Assert.Equal(Problems.MechanismMissing, report.Problem);
            Assert.Contains("PLAIN, LOGIN", report.ToText());
            Assert.Empty(tokens.Requests);
        }
        finally
        {
            options.Mechanisms = null;
        }
    }

    [Theory]
    [InlineData(MailStage.Data, false)]
    [InlineData(MailStage.DataEnd, true)]
    [InlineData(MailStage.DataTaken, true)]
    public async Task Lost_reply_after_the_final_dot_is_an_unknown_delivery(MailStage stage, bool certain)
    {
        _fixture.Host.Smtp.Faults.At(stage, MailFault.Cut());
        var before = _fixture.Host.Smtp.Connections;
        var report = await _fixture.TestAsync(MailProtocol.Smtp, options: new ConnectionTestOptions { MessageToSend = Message });
        Assert.Equal(ConnectionStepKind.HandOver, report.Steps[^1].Kind);
        if (certain) Assert.Equal(Problems.DeliveryUnknown, report.Problem);
        Assert.Equal(1, _fixture.Host.Smtp.Connections - before);
    }

    [Fact]
    public async Task Rejection_after_the_final_dot_is_reported()
    {
        _fixture.Host.Smtp.Faults.At(
            MailStage.DataEnd, MailFault.Reply("430 4.2.0 STOREDRV; mailbox logon failure; account provisioned; MapiExceptionLogonFailed"));
        var report = await _fixture.TestAsync(MailProtocol.Smtp, options: new ConnectionTestOptions { MessageToSend = Message });
        Assert.Equal(Problems.MailboxPermissionMissing, report.Problem);
    }

    [Fact]
    public async Task Message_over_the_servers_limit_is_not_sent()
    {
        _fixture.Host.Smtp.Options.MaxMessageSize = 10;
        try
        {
            var report = await _fixture.TestAsync(MailProtocol.Smtp, options: new ConnectionTestOptions { MessageToSend = Message });
            Assert.Equal(Problems.MessageTooLarge, report.Problem);
            Assert.DoesNotContain(
                _fixture.Host.Smtp.Transcripts[^1].ClientLines, line => line.StartsWith("MAIL", StringComparison.Ordinal));
        }
        finally
        {
            _fixture.Host.Smtp.Options.MaxMessageSize = 32 * 1024 * 1024;
        }
    }

    [Fact]
    public async Task Rejected_recipient_is_reported()
    {
        var report = await _fixture.TestAsync(MailProtocol.Smtp, options: new ConnectionTestOptions { Recipient = "nobody@example.com" });
        Assert.Equal(Problems.RecipientRefused, report.Problem);
    }

    [Theory]
    [InlineData("a@b>\r\nRSET")]
    [InlineData("a@b> SIZE=1")]
    [InlineData("")]
    public async Task Recipient_must_be_an_address(string recipient)
    {
        var options = new ConnectionTestOptions { Recipient = recipient, FetchLimit = 0 };
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => _fixture.TestAsync(MailProtocol.Smtp, options: options));
        Assert.Contains(failure.Errors, error => error.Option == "Recipient");
        Assert.Contains(failure.Errors, error => error.ToString() == "FetchLimit: Must be at least 1, but is 0.");
    }

    [Fact]
    public async Task Account_without_a_server_throws()
    {
        var account = _fixture.Account(change: options => options.Pop3 = null);
        await Assert.ThrowsAsync<ArgumentException>(
            () => new ConnectionTester().TestAsync(account, MailProtocol.Pop3, new TokenQueue(_fixture.NewToken())));
    }

    private async Task AssertTimesOutAndCancelsAsync(
        MailProtocol protocol, MailEndpoint endpoint, ConnectionStepKind before, ConnectionStepKind hanging, Problem problem)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var options = _fixture.TesterOptions;
        options.TimeProvider = clock;
        var tokens = new TokenQueue(_fixture.NewToken());
        var reached = new Reached(before);
        var testing = new ConnectionTester(options)
            .TestAsync(ConnectionFixture.AccountAt(endpoint), protocol, tokens, new ConnectionTestOptions { Progress = reached });
        await reached.Task;
        while (!testing.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(21));
            await Task.Yield();
        }

        var report = await testing;
        Assert.Equal(problem, report.Problem);
        Assert.Equal(hanging, report.Steps[^1].Kind);

        using var cancelling = new CancellationTokenSource();
        reached = new Reached(before);
        testing = new ConnectionTester(options)
            .TestAsync(
                ConnectionFixture.AccountAt(endpoint), protocol, tokens, new ConnectionTestOptions { Progress = reached },
                cancelling.Token);
        await reached.Task;
        await cancelling.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => testing);
        Assert.Equal(cancelling.Token, cancelled.CancellationToken);
        Assert.Empty(tokens.Requests);
    }

    private static string OpenCommandOf(MailProtocol protocol) =>
        protocol switch { MailProtocol.Smtp => "MAIL", MailProtocol.Imap => "SELECT", _ => "STAT" };

    private static ConnectionStepKind StepOf(MailStage stage) => stage switch
    {
        MailStage.Greeting => ConnectionStepKind.Greeting,
        MailStage.AuthEnd => ConnectionStepKind.OpenMailbox,
        _ => ConnectionStepKind.Authenticate,
    };

    private sealed class Reached(ConnectionStepKind kind) : IProgress<ConnectionStep>
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _reached.Task;

        public void Report(ConnectionStep value)
        {
            if (value.Kind == kind) _reached.TrySetResult();
        }
    }

    private sealed class StalledTokenProvider : IAccessTokenProvider
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public ValueTask<AccessToken> GetAccessTokenAsync(
            AccessTokenRequest request = default, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            return new ValueTask<AccessToken>(new TaskCompletionSource<AccessToken>().Task);
        }
    }
}
