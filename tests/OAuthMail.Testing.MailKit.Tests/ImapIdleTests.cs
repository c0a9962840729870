using System.Net.Sockets;
using MailKit;
using MailKit.Net.Imap;

namespace OAuthMail.Testing.MailKit.Tests;

public sealed class ImapIdleTests : MailKitTest
{
    [Fact]
    public async Task IDLE_reports_a_new_message_a_changed_flag_and_a_removal()
    {
        var first = Put(NewMessage("First"), Alice.Inbox);
        using var client = await LogInToImapAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly);
        var arrived = new TaskCompletionSource();
        var flagged = new TaskCompletionSource<MessageFlags>();
        var removed = new TaskCompletionSource<int>();
        inbox.CountChanged += (_, _) => arrived.TrySetResult();
        inbox.MessageFlagsChanged += (_, e) => flagged.TrySetResult(e.Flags);
        inbox.MessageExpunged += (_, e) => removed.TrySetResult(e.Index);

        using var done = new CancellationTokenSource();
        var idle = client.IdleAsync(done.Token);
        using var smtp = await LogInToSmtpAsync();
        using var message = NewMessage("Second");
        message.To.Clear();
        message.To.Add(new MimeKit.MailboxAddress("", AliceAddress));
        await smtp.SendAsync(message);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Alice.Inbox.SetFlags(first.Uid, ["\\Flagged"]);
        Assert.True((await flagged.Task.WaitAsync(TimeSpan.FromSeconds(20))).HasFlag(MessageFlags.Flagged));
        Alice.Inbox.Remove([first.Uid]);
        Assert.Equal(0, await removed.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await done.CancelAsync();
        await idle.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("Second", (await inbox.GetMessageAsync(inbox.Count - 1)).Subject);
    }

    [Fact]
    public async Task A_server_that_sends_BYE_in_IDLE_and_pauses_is_reachable_again_on_the_same_port()
    {
        using var client = await LogInToImapAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        using var done = new CancellationTokenSource();
        var idle = client.IdleAsync(done.Token);
        await Host.Imap.PauseAsync("* BYE Server shutting down");
        var lost = await Assert.ThrowsAnyAsync<Exception>(() => idle.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.True(lost is ImapProtocolException or ServiceNotConnectedException or IOException, lost.ToString());
        Assert.False(client.IsConnected);
        var rejected = await Assert.ThrowsAnyAsync<SocketException>(() => ConnectImapAsync());
        Assert.Equal(SocketError.ConnectionRefused, rejected.SocketErrorCode);

        await Host.Imap.ResumeAsync();
        using var second = await LogInToImapAsync();
        Assert.True(second.IsAuthenticated);
    }

    [Fact]
    public async Task A_renumbered_folder_has_another_UIDVALIDITY_after_the_next_login()
    {
        for (var i = 0; i < 2; i++) Put(NewMessage($"Number {i}"), Alice.Inbox);
        using var client = await LogInToImapAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        var before = client.Inbox.UidValidity;
        using var done = new CancellationTokenSource();
        var idle = client.IdleAsync(done.Token);
        await Host.Imap.WaitForIdleAsync();
        Alice.Inbox.Remove([1]);
        Alice.Inbox.RenewUids();
        await Assert.ThrowsAnyAsync<Exception>(() => idle.WaitAsync(TimeSpan.FromSeconds(20)));

        using var second = await LogInToImapAsync();
        await second.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        Assert.NotEqual(before, second.Inbox.UidValidity);
        Assert.Equal([1u], (await second.Inbox.SearchAsync(global::MailKit.Search.SearchQuery.All)).Select(uid => uid.Id));
        Assert.Equal(2u, second.Inbox.UidNext?.Id);
    }

    [Fact]
    public async Task Without_IDLE_a_NOOP_reports_changes()
    {
        using var client = await LogInToImapAsync();
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        Put(NewMessage(), Alice.Inbox);
        await client.NoOpAsync();
        Assert.Equal((1, 1), (client.Inbox.Count, client.Inbox.Recent));
    }

    [Fact]
    public async Task Two_sessions_see_the_changes_of_each_other()
    {
        for (var i = 0; i < 3; i++) Put(NewMessage($"Number {i}"), Alice.Inbox);
        using var one = await LogInToImapAsync();
        using var two = await LogInToImapAsync();
        await one.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        await two.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        await one.Inbox.AddFlagsAsync(0, MessageFlags.Deleted, silent: true);
        await one.Inbox.ExpungeAsync();
        await two.NoOpAsync();
        Assert.Equal((2, 2), (one.Inbox.Count, two.Inbox.Count));
        Assert.Equal("Number 1", (await two.Inbox.GetMessageAsync(0)).Subject);
    }
}
