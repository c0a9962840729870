using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>Senders of the application that do not keep the rules, or that are slow.</summary>
public sealed class OddSenderTests : OutboxTest
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Message_of_a_sender_that_does_not_call_back_cannot_be_canceled_while_it_is_sent()
    {
        var application = await World.AddApplicationAsync(more: Use(async (_, _, _, _) =>
        {
            _begun.TrySetResult();
            await _go.Task;
            return "ok";
        }));
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        await _begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(MailOutboxState.Sending, (await World.ReadAsync(id)).State);
        Assert.False(await OutboxWorld.UseAsync(application, outbox => outbox.CancelAsync(id)));
        _go.SetResult();
        await World.WaitForAsync(id, MailOutboxState.Sent);
        Assert.Contains(World.Log, line => line.StartsWith("SilentSender:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Claim_is_checked_again_before_a_later_attempt()
    {
        var second = new TaskCompletionSource<Exception?>();
        var application = await World.AddApplicationAsync(more: Use(async (_, _, options, cancellationToken) =>
        {
            await options.BeforeTransfer!(cancellationToken);
            _begun.TrySetResult();
            await _go.Task;

            // A third of the claim's duration, within which no other process can have taken the message.
            await Task.Delay(1100, cancellationToken);
            second.SetResult(await Record.ExceptionAsync(() => options.BeforeTransfer!(cancellationToken)));
            return await second.Task is { } failure ? throw failure : "ok";
        }));
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        await _begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await World.ChangeAsync(id, row => (row.State, row.ClaimedBy) = (MailOutboxState.Sent, Guid.NewGuid()));
        _go.SetResult();
        Assert.NotNull(await second.Task.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(true, MailOutboxState.Failed)]
    [InlineData(false, MailOutboxState.Waiting)]
    public async Task Certain_failure_corrects_an_unknown_outcome(bool permanent, MailOutboxState expected)
    {
        World.Servers.Smtp.Options.RejectedRecipients[OutboxWorld.To] =
            permanent ? Testing.SmtpReplies.NoSuchRecipient : Testing.SmtpReplies.RecipientBusy;
        var gate = new Testing.MailGate();
        World.Servers.Smtp.Faults.On("RCPT", Testing.MailFault.Hold(gate));
        var application = await World.AddApplicationAsync();
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        await gate.Reached.WaitAsync(TimeSpan.FromMinutes(1));
        await World.ChangeAsync(id, row => (row.State, row.Problem) = (MailOutboxState.Unknown, "delivery-unknown"));
        gate.Open();
        await World.WaitForAsync(id, expected);
    }

    [Fact]
    public async Task Late_success_ends_a_message_that_waits_to_be_sent_again()
    {
        var sends = 0;
        var first = await World.AddApplicationAsync(more: Use(async (_, _, options, cancellationToken) =>
        {
            await options.BeforeTransfer!(cancellationToken);
            Interlocked.Increment(ref sends);
            _begun.TrySetResult();
            await _go.Task;
            return "ok";
        }));
        var id = await OutboxWorld.EnqueueAsync(first, OutboxWorld.NewMessage());
        await _begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await World.ChangeAsync(id, row => (row.State, row.Problem) = (MailOutboxState.Unknown, "delivery-unknown"));
        Assert.True(await OutboxWorld.UseAsync(first, outbox => outbox.SendAgainAsync(id)));
        _go.SetResult();
        Assert.Equal("ok", (await World.WaitForAsync(id, MailOutboxState.Sent)).ServerReply);
        Assert.Equal(1, sends);
    }

    [Theory]
    [InlineData(false, typeof(InvalidOperationException), MailOutboxState.Waiting)]
    [InlineData(false, typeof(ArgumentException), MailOutboxState.Waiting)]
    [InlineData(false, typeof(IOException), MailOutboxState.Waiting)]
    [InlineData(false, typeof(ObjectDisposedException), MailOutboxState.Waiting)]
    [InlineData(true, typeof(InvalidOperationException), MailOutboxState.Unknown)]
    [InlineData(true, typeof(ObjectDisposedException), MailOutboxState.Unknown)]
    [InlineData(true, typeof(OperationCanceledException), MailOutboxState.Unknown)]
    public async Task Unexpected_exception_is_unknown_only_after_the_transfer_has_begun(
        bool begins, Type exception, MailOutboxState expected)
    {
        // The sender is known to call back after the first message.
        var application = await World.AddApplicationAsync(more: Use(async (_, message, options, cancellationToken) =>
        {
            if (message.Subject == "First" || begins) await options.BeforeTransfer!(cancellationToken);
            if (message.Subject == "First") return "ok";
            throw (Exception)Activator.CreateInstance(exception, "password=secret")!;
        }));
        await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage("First")), MailOutboxState.Sent);
        var row = await World.WaitForAttemptAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), 1);
        Assert.Equal(expected, row.State);
        Assert.Contains(exception.Name, row.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", row.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_accounts_do_not_stop_another_one()
    {
        string[] slow = ["slow-1", "slow-2", "slow-3"];
        var application = await World.AddApplicationAsync(
            options => options.MaxConcurrentMessages = 16,
            more: services =>
            {
                services.Configure<OAuthMailOptions>(options =>
                {
                    foreach (var name in slow) options.Accounts[name] = World.CreateAccount();
                });
                Use(async (account, _, options, cancellationToken) =>
                {
                    if (account != "alerts") await Task.Delay(Timeout.Infinite, cancellationToken);
                    await options.BeforeTransfer!(cancellationToken);
                    return "ok";
                })(services);
            });
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var outbox = scope.ServiceProvider.GetRequiredService<IMailOutbox>();
            foreach (var account in slow)
            {
                for (var i = 0; i < 20; i++) await outbox.EnqueueAsync(account, OutboxWorld.NewMessage());
            }

            await scope.ServiceProvider.GetRequiredService<MailDbContext>().SaveChangesAsync();
        }

        for (var i = 0; i < 3; i++)
        {
            await World.WaitForAsync(await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage()), MailOutboxState.Sent);
        }
    }

    [Fact]
    public async Task Reply_that_databases_refuse_is_stored()
    {
        var application = await World.AddApplicationAsync(more: Use(async (_, _, options, cancellationToken) =>
        {
            await options.BeforeTransfer!(cancellationToken);
            return "\0\ud800" + new string('a', 497) + "\U0001F600 ok";
        }));
        var id = await OutboxWorld.EnqueueAsync(application, OutboxWorld.NewMessage());
        Assert.Equal(" \uFFFD" + new string('a', 497), (await World.WaitForAsync(id, MailOutboxState.Sent)).ServerReply);
    }

    private static Action<IServiceCollection> Use(Func<string, MimeMessage, MailSendOptions, CancellationToken, Task<string>> sendAsync) =>
        services => services.AddSingleton<IMailSender>(new TestSender(sendAsync));
}
