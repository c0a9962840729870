using OAuthMail.MailKit.Watching;
using OAuthMail.Tests;

namespace OAuthMail.MailKit.Tests.Fuzzing;

/// <summary>Runs the parsers of positions and of server responses with mutated inputs.</summary>
public sealed class ParserFuzzTests
{
    [Fact]
    public void Positions_are_parsed_or_rejected() => ParserFuzz.RunText("positions", input =>
    {
        // A position that was parsed is written in the same way.
        if (MailboxPosition.TryParse(input, out var mailbox)) AssertEqual(mailbox.ToString(), MailboxPosition.Parse(mailbox.ToString()));
        if (Pop3Position.TryParse(input, out var pop3)) AssertEqual(pop3.ToString(), Pop3Position.Parse(pop3.ToString()));
    });

    [Fact]
    public void Limits_of_messages_are_parsed_or_ignored() => ParserFuzz.RunText("message-limits", input =>
    {
        if (MessageLimit.Find(input.Split('\n')) is { } limit) Assert.True(limit.Count > 0 && limit.LowestUid is null or > 0);
    });

    private static void AssertEqual(string text, object parsed) => Assert.Equal(text, parsed.ToString());
}
