using MailKit;
using OAuthMail.MailKit.Tests.Delivery;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>A protocol log on a full disk must affect neither connections nor results.</summary>
public sealed class BrokenLoggerTests : SenderTest
{
    private int _disposals;
    private string _fails = nameof(IDisposable.Dispose);

    [Fact]
    public async Task Lease_is_disposed_although_the_logger_throws()
    {
        foreach (
            var dispose in new Func<IAsyncDisposable,
            Task>[] { async lease => await lease.DisposeAsync(), lease => Task.Run(((IDisposable)lease).Dispose) })
        {
            await dispose(await Factory.ConnectSmtpAsync(Account));
            await dispose(await Factory.ConnectImapAsync(Account));
            await dispose(await Factory.ConnectPop3Async(Account));
        }

        Assert.Equal(6, _disposals);
    }

    [Fact]
    public async Task Failed_connection_reports_its_own_cause_although_the_logger_throws()
    {
        Host.Imap.Faults.At(MailStage.Greeting, MailFault.Cut());
        await Assert.ThrowsAsync<MailServerException>(() => Factory.ConnectImapAsync(Account));
        Assert.Equal(1, _disposals);
    }

    [Fact]
    public async Task Rejected_message_is_retried_although_the_logger_throws()
    {
        Host.Smtp.Faults.On("DATA", MailFault.Cut());
        Assert.Equal(2, (await PassAsync(SendAsync())).Attempts);
        await Sender.DisposeAsync();
        Assert.Equal((1, 2), (Arrived["Hello"], _disposals));
    }

    [Theory]
    [InlineData(nameof(IProtocolLogger.LogConnect))]
    [InlineData(nameof(IProtocolLogger.LogClient))]
    [InlineData(nameof(IProtocolLogger.LogServer))]
    public async Task Message_is_sent_once_although_the_logger_throws(string method)
    {
        _fails = method;
        Assert.Equal(1, (await SendAsync()).Attempts);
        await Sender.DisposeAsync();
        Assert.Equal((1, 1), (Arrived["Hello"], _disposals));
    }

    protected override MailClientFactoryOptions CreateFactoryOptions()
    {
        var options = base.CreateFactoryOptions();
        options.CreateProtocolLogger = (_, _) => new FullDisk(this);
        return options;
    }

    private sealed class FullDisk(BrokenLoggerTests test) : IProtocolLogger
    {
        public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        public void LogConnect(Uri uri) => Fail(nameof(LogConnect));

        public void LogClient(byte[] buffer, int offset, int count) => Fail(nameof(LogClient));

        public void LogServer(byte[] buffer, int offset, int count) => Fail(nameof(LogServer));

        public void Dispose()
        {
            test._disposals++;
            Fail(nameof(Dispose));
        }

        private void Fail(string method)
        {
            if (test._fails == method) throw new IOException("The disk is full.");
        }
    }
}
