using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>The failures after which a backup account sends, and those after which it does not.</summary>
public sealed class FailoverTests : SenderTest
{
    protected override IEnumerable<MailAccount> CreateAccounts() =>
    [
        Account,
        CreateAccount("main", AliceAddress, backup: "spare"),
        CreateAccount("unsigned", AliceAddress, flow: OAuthFlow.AuthorizationCode, backup: "spare"),
        CreateAccount("down", AliceAddress, options => options.Smtp = "starttls://127.0.0.1:1", backup: "spare"),
        CreateAccount("chain", AliceAddress, options => options.Smtp = "starttls://127.0.0.1:1", backup: "down"),
        CreateAccount("wrong-secret", AliceAddress, options => options.ClientSecret = "not the secret", backup: "spare"),
        CreateAccount("spare", BobAddress),
    ];

    [Fact]
    public async Task Backup_sends_if_a_user_must_sign_in()
    {
        var result = await SendAsync(account: "unsigned");
        Assert.Equal(("spare", true, 2), (result.Account, result.UsedBackup, result.Attempts));
        Assert.Equal(ProblemKind.SignInRequired, Assert.IsType<SignInRequiredException>(result.FirstFailure).Problem.Kind);
        var stored = Assert.Single(Bob.Inbox.Messages);
        Assert.Contains("From: Alice <alice@example.com>", stored.Text, StringComparison.Ordinal);
        Assert.Contains(
            Host.Smtp.Transcripts[0].ClientLines, line => line.StartsWith("MAIL FROM:<bob@example.com>", StringComparison.Ordinal));
        Assert.Single(
            Log.Lines,
            line =>
                line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("Trying its backup spare", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backup_sends_after_two_attempts_at_a_server_that_is_down()
    {
        var begun = Clock.GetUtcNow();
        var result = await PassAsync(SendAsync(account: "down"));
        Assert.Equal(("spare", 3), (result.Account, result.Attempts));
        Assert.Equal(Problems.HostUnreachable, result.FirstFailure!.Problem);
        Assert.True(Clock.GetUtcNow() - begun < TimeSpan.FromSeconds(2));
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Backup_of_a_backup_sends()
    {
        var result = await PassAsync(SendAsync(account: "chain"));
        Assert.Equal(("spare", 5), (result.Account, result.Attempts));
        Assert.Single(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData("EHLO", "421 4.3.2 Service not available", 4)]
    [InlineData("EHLO", "554 5.3.2 No service", 1)]
    [InlineData("AUTH", "454 4.7.0 Temporary authentication failure", 2)]
    [InlineData("AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", 1)]
    [InlineData("AUTH", "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully", 1)]
    [InlineData("MAIL", "451 4.7.0 Temporary server error. Please try again later. PRX4", 2)]
    [InlineData("MAIL", "550 5.4.5 Daily user sending limit exceeded", 1)]
    public async Task Backup_sends_if_the_server_or_the_mailbox_cannot(string command, string reply, int times)
    {
        Host.Smtp.Faults.On(command, MailFault.Reply(reply), times);
        var result = await PassAsync(SendAsync(account: "main"));
        Assert.True(result.UsedBackup);
        Assert.Equal(1, Arrived["Hello"]);
    }

    [Fact]
    public async Task Backup_sends_if_the_server_rejects_tokens()
    {
        Host.Smtp.Faults.RejectUser(AliceAddress);
        var result = await SendAsync(account: "main");
        Assert.Equal(Problems.TokenRefused, result.FirstFailure!.Problem);
        Assert.Single(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 No such mailbox")]
    [InlineData("MAIL", "550 5.7.60 SMTP; Client does not have permissions to send as this sender")]
    [InlineData("MAIL", "552 5.3.4 Message size exceeds the limit")]
    [InlineData("DATA", "554 5.6.0 Message content is not acceptable")]
    public async Task Backup_is_not_used_if_the_message_is_rejected(string command, string reply)
    {
        Host.Smtp.Faults.On(command, MailFault.Reply(reply));
        var failure = await Assert.ThrowsAsync<MailServerException>(() => SendAsync(account: "main"));
        Assert.Null(failure.BackupFailure);
        Assert.Empty(Bob.Inbox.Messages);
        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Backup_is_not_used_while_the_server_throttles()
    {
        Host.Smtp.Faults.On("MAIL", MailFault.Reply("421 4.4.2 Message submission rate for this client has exceeded the configured limit"));
        var result = await PassAsync(SendAsync(account: "main"));
        Assert.Equal(("main", 2), (result.Account, result.Attempts));
    }

    [Fact]
    public async Task Failure_of_the_account_contains_the_failure_of_its_backup()
    {
        Host.Smtp.Faults.RejectUser(BobAddress);
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => SendAsync(account: "unsigned"));
        Assert.Equal(Problems.TokenRefused, Assert.IsType<MailServerException>(failure.BackupFailure).Problem);
        Assert.Contains(failure.BackupFailure.Message, failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.BackupFailure.BackupFailure);

        // The remembered failure is shared with other callers, so it must not contain the backup failure of this message.
        var remembered = await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await Accounts.GetTokens(Accounts.Get("unsigned")).GetAccessTokenAsync());
        Assert.Null(remembered.BackupFailure);
    }

    [Fact]
    public async Task Unknown_delivery_by_the_backup_is_reported()
    {
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => SendAsync(account: "unsigned"));
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Backup_sends_if_no_token_can_be_acquired()
    {
        var result = await SendAsync(account: "wrong-secret");
        Assert.IsType<TokenRequestException>(result.FirstFailure);
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Backup_uses_the_envelope_sender_of_the_caller()
    {
        Bob.AllowSendAs("bounces@example.com");
        await Sender.SendAsync(
            "unsigned", NewMessage(), new MailSendOptions { Sender = new MimeKit.MailboxAddress("", "bounces@example.com") });
        Assert.Contains(
            Host.Smtp.Transcripts[0].ClientLines, line => line.StartsWith("MAIL FROM:<bounces@example.com>", StringComparison.Ordinal));
    }
}
