using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors.Recognition;

/// <summary>What replies say in general does not contradict their class, and names no cause where there is none.</summary>
public class GeneralReplyRuleTests
{
    [Theory]
    [InlineData("451 4.3.0 The sending domain must contain a dot")]
    [InlineData("450 4.0.0 Your envelope is incomplete")]
    [InlineData("452 4.0.0 The author is bogus")]
    public void Temporary_reply_stays_temporary(string line)
    {
        var match = Find(MailProtocol.Smtp, ReplyStep.Sender, line);
        Assert.Equal(ProblemKind.Transient, match.Problem.Kind);
        Assert.NotNull(match.RetryAfter);
    }

    [Theory]
    [InlineData("550 5.0.0 The index is corrupt")]
    [InlineData("554 5.0.0 Upstream host does not respond")]
    [InlineData("550 5.0.0 Mailbox is exclusively locked already")]
    public void Lasting_reply_stays_lasting(string line)
    {
        var match = Find(MailProtocol.Smtp, ReplyStep.Content, line);
        Assert.NotEqual(ProblemKind.Transient, match.Problem.Kind);
        Assert.Null(match.RetryAfter);
    }

    [Fact]
    public void Words_in_addresses_are_not_read() => Assert.Equal(
        Problems.DeliveryRefused,
        Find(
            MailProtocol.Smtp, ReplyStep.Content,
            "554 5.0.0 Not for detected@phrase.example, see https://example.com/boundary/found").Problem);

    [Theory]
    [InlineData(MailProtocol.Smtp, nameof(ReplyStep.Content), "550 Blocked", "delivery-refused")]
    [InlineData(MailProtocol.Smtp, nameof(ReplyStep.Content), "554 5.7.1 No.", "delivery-refused")]
    [InlineData(MailProtocol.Smtp, nameof(ReplyStep.Login), "535 5.7.8 Go away", "token-refused")]
    [InlineData(MailProtocol.Imap, nameof(ReplyStep.Login), "a NO Sorry", "token-refused")]
    [InlineData(MailProtocol.Imap, nameof(ReplyStep.Mailbox), "a NO It did not work", "mail-server-refused")]
    [InlineData(MailProtocol.Pop3, nameof(ReplyStep.Login), "-ERR Nothing doing", "token-refused")]
    public void Reply_without_reason_stays_without_cause(MailProtocol protocol, string step, string line, string code) =>
        Assert.Equal(code, Find(protocol, Enum.Parse<ReplyStep>(step), line).Problem.Code);

    [Theory]
    [InlineData(MailProtocol.Imap, "a NO Authentication failed\na BAD Error in IMAP command received by server")]
    [InlineData(MailProtocol.Pop3, "-ERR [AUTH] Authentication failed.\n-ERR Disconnected for inactivity.")]
    public void Consequence_of_a_rejection_is_no_reason(MailProtocol protocol, string lines)
    {
        var match = ServerReplyCatalogue.Find(new ReplyEvidence(protocol, ReplyStep.Login, lines.Split('\n')));
        Assert.Equal(Problems.TokenRefused, match.Problem);
        Assert.True(match.NewTokenMayHelp);
    }

    /// <summary>A watch delivers the other messages. Of a server that has failed, it would wait for all of them.</summary>
    [Theory]
    [InlineData(MailProtocol.Imap, "a NO The requested message could not be converted to an RFC-822 compatible format.")]
    [InlineData(MailProtocol.Imap, "a NO Some messages could not be FETCHed (Failure)")]
    [InlineData(MailProtocol.Pop3, "-ERR Message can not load")]
    public void Message_that_cannot_be_read_is_no_outage(MailProtocol protocol, string line) =>
        Assert.Equal(Problems.ServerRefused, Find(protocol, ReplyStep.Mailbox, line).Problem);

    [Theory]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    [InlineData(MailProtocol.Smtp)]
    public void Empty_lines_have_a_problem(MailProtocol protocol) =>
        Assert.NotNull(ServerReplyCatalogue.Find(new ReplyEvidence(protocol, ReplyStep.Login, ["", "a NO", "-ERR", ""])).Problem);

    [Fact]
    public void Greeting_suspects_no_message() => Assert.Equal(
        Problems.SendingAddressBlocked, Find(MailProtocol.Smtp, ReplyStep.Connect, "554 We take no spam from you").Problem);

    [Theory]
    [InlineData(nameof(ReplyStep.Login), "mail-server-throttles")]
    [InlineData(nameof(ReplyStep.Mailbox), "command-refused")]
    public void Limit_of_an_operation_is_no_throttling(string step, string code) =>
        Assert.Equal(code, Find(MailProtocol.Imap, Enum.Parse<ReplyStep>(step), "a NO [LIMIT] At most 32 keywords").Problem.Code);

    [Theory]
    [InlineData(100, "account-locked")]
    [InlineData(5000, "token-refused")]
    public void Only_the_beginning_of_a_reply_is_read(int length, string code) => Assert.Equal(
        code, Find(MailProtocol.Smtp, ReplyStep.Login, $"535 5.7.8 {new string('x', length)} account locked").Problem.Code);

    private static ServerReplyMatch Find(MailProtocol protocol, ReplyStep step, string line) =>
        ServerReplyCatalogue.Find(new ReplyEvidence(protocol, step, [line]));
}
