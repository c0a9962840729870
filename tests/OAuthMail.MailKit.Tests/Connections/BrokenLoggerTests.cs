using MailKit;
using OAuthMail.MailKit.Tests.Sending;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>A log of conversations on a disk that is full: it takes no connection and no outcome along.</summary>
public sealed class BrokenLoggerTests : SenderTest
{
    private int _disposals;
    private string _fails = nameof(IDisposable.Dispose);

    [Fact]
    public async Task A_lease_is_disposed_all_the_same()
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
    public async Task A_connection_that_failed_fails_for_its_own_reason()
    {
        Host.Imap.Faults.At(MailStage.Greeting, MailFault.Cut());
        await Assert.ThrowsAsync<MailServerException>(() => Factory.ConnectImapAsync(Account));
        Assert.Equal(1, _disposals);
    }

    [Fact]
    public async Task A_message_that_was_not_taken_is_sent_again_and_the_sender_can_be_disposed()
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
    public async Task A_message_that_cannot_be_logged_is_sent_once(string method)
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
