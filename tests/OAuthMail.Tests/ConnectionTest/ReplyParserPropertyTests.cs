using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;

namespace OAuthMail.Tests.ConnectionTest;

/// <summary>
/// Checks that any input from a server is read as a reply or rejected with a <see cref="WireException"/>, and that no more text is
/// kept than was received.
/// </summary>
public class ReplyParserPropertyTests
{
    private const int Inputs = 100_000;

    private static readonly byte[][] Smtp =
    [
        "250-mail.example greets you\r\n250-SIZE 35882577\r\n250-AUTH XOAUTH2 OAUTHBEARER\r\n250 STARTTLS\r\n"u8.ToArray(),
        "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=\r\n535-5.7.8 Username and Password\r\n535 5.7.8 not accepted\r\n"u8.ToArray(),
    ];

    private static readonly byte[][] Imap =
    [
        [
            .. "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n* 3 EXISTS\r\n+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"u8,
            .. "A001 NO [AUTHENTICATIONFAILED] no\r\n"u8,
        ],
        "* 1 FETCH (UID 7 BODY[] {10}\r\n0123456789 FLAGS (\\Seen) X {0}\r\n)\r\nA001 OK done\r\n"u8.ToArray(),
        "* BYE Connection closed. 14\r\nA001 BAD User is authenticated but not connected.\r\n"u8.ToArray(),
    ];

    private static readonly byte[][] Pop3 =
    [
        "+OK\r\nSASL XOAUTH2\r\nSTLS\r\nTOP\r\n.\r\n"u8.ToArray(),
        "+ eyJ9\r\n-ERR [AUTH] no\r\n"u8.ToArray(),
        "+OK message follows\r\nSubject: x\r\n\r\n..dot\r\n.\r\n"u8.ToArray(),
    ];

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(SmtpReplies)])]
    public bool Any_SMTP_reply_is_read_or_rejected(byte[] input) =>
        IsReadOrRejected(input, reader => LengthOf(SmtpProbe.ReadReplyAsync(reader, default).GetAwaiter().GetResult()));

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(ImapReplies)])]
    public bool Any_IMAP_reply_is_read_or_rejected(byte[] input) => IsReadOrRejected(input, reader =>
    {
        var (reply, literal) = ImapProbe.ReadReplyAsync(reader, "A001", 1000, default).GetAwaiter().GetResult();
        return LengthOf(reply) + (literal?.Length ?? 0);
    });

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(Pop3Replies)])]
    public bool Any_POP3_reply_is_read_or_rejected(byte[] input) => IsReadOrRejected(input, reader =>
    {
        var reply = Pop3Probe.ReadListAsync(reader, default).GetAwaiter().GetResult();
        Pop3Probe.ReadCount(reply);
        return LengthOf(reply);
    });

    [Property(MaxTest = Inputs, QuietOnSuccess = true, Arbitrary = [typeof(Pop3Replies)])]
    public bool Any_dotted_text_is_read_or_rejected(byte[] input) =>
        IsReadOrRejected(input, reader => reader.ReadDottedAsync(1000, default).GetAwaiter().GetResult().Length);

    /// <summary>Returns the length of the text that a reply keeps, for comparison with the received length.</summary>
    private static int LengthOf(ServerReply reply) => reply.Lines.Sum(line => line.Length);

    private static bool IsReadOrRejected(byte[] input, Func<WireReader, int> read)
    {
        try
        {
            using var stream = new MemoryStream(input);
            return read(new WireReader(stream)) <= input.Length;
        }
        catch (WireException rejected)
        {
            return rejected.ServerWords.Sum(words => words.Length) <= input.Length;
        }
    }

    /// <summary>Generates random bytes and mutations of valid replies.</summary>
    private static Arbitrary<byte[]> RandomOr(byte[][] good) =>
        Arb.From(Gen.OneOf(
            ArbMap.Default.ArbFor<byte[]>().Generator.Select(bytes => bytes ?? []),
            Gen.OneOf(good.Select(Mutations))));

    /// <summary>Generates a valid input with changed, deleted, repeated and inserted bytes.</summary>
    private static Gen<byte[]> Mutations(byte[] good) =>
        from changes in Gen.Choose(1, 5)
        from places in Gen.ArrayOf(Gen.Choose(0, good.Length - 1), changes)
        from kinds in Gen.ArrayOf(Gen.Choose(0, 4), changes)
        from values in Gen.ArrayOf(Gen.Choose(0, 255), changes)
        select Enumerable.Range(0, changes)
            .Aggregate(good, (bytes, i) => Change(bytes, Math.Min(places[i], bytes.Length), kinds[i], values[i]));

    private static byte[] Change(byte[] bytes, int place, int kind, int value) => kind switch
    {
        0 => [.. bytes[..place], (byte)value, .. bytes.Skip(place + 1)],
        1 => [.. bytes[..place], .. bytes.Skip(place + value)],
        2 => [.. bytes[..place], .. bytes.Skip(place).Take(value), .. bytes[place..]],
        3 => [.. bytes[..place], "{}+-.*\r\n 2"u8[value % 10], .. bytes[place..]],
        _ => [.. bytes[..place], .. Encoding.ASCII.GetBytes("{" + value * 1_000_003L * value + "}\r\n"), .. bytes[place..]],
    };

    private static class SmtpReplies
    {
        public static Arbitrary<byte[]> Inputs() => RandomOr(Smtp);
    }

    private static class ImapReplies
    {
        public static Arbitrary<byte[]> Inputs() => RandomOr(Imap);
    }

    private static class Pop3Replies
    {
        public static Arbitrary<byte[]> Inputs() => RandomOr(Pop3);
    }
}
