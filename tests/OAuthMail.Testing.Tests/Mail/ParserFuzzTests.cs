using System.Text;
using OAuthMail.Testing.Mail;
using OAuthMail.Testing.Mail.Imap;
using OAuthMail.Testing.Mail.Mime;
using OAuthMail.Testing.Mail.Sasl;
using OAuthMail.Testing.Mail.Smtp;
using OAuthMail.Tests;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>
/// Runs each parser with mutated inputs. It must return a value or reject the input in the documented way.
/// </summary>
public sealed class ParserFuzzTests
{
    private const int Inputs = 20_000;

    [Fact]
    public void SASL_messages_are_parsed_or_rejected() => Run(
        ["user=a@b.c\u0001auth=Bearer t\u0001\u0001", "n,a=a=2Cb=3D,\u0001host=h\u0001port=1\u0001auth=Bearer t==\u0001\u0001"],
        input =>
        {
            foreach (var mechanism in new[] { "XOAUTH2", "OAUTHBEARER" })
            {
                var message = SaslMessage.Parse(mechanism, input, out var error);
                Assert.True(message is null != error is null);
            }
        });

    [Fact]
    public void SMTP_paths_are_parsed_or_rejected() => Run(
        ["FROM:<a@b.c> SIZE=1 BODY=8BITMIME", "FROM:<@x,@y:\"a\\\"> b\"@[1.2.3.4]>"],
        input => SmtpPath.TryParse("FROM:", Encoding.UTF8.GetString(input), out _, out _));

    [Fact]
    public void Messages_are_always_parsed() => Run(
        [
            "Content-Type: multipart/mixed; boundary=\"b\"\r\nFrom: \"A\" (c (d)) <a@b>, g: x@y, z;\r\n\r\n"
                + "--b\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + "Subject: =?utf-8?Q?a_=C3=BC?= =?iso-8859-1?B?/A==?=\r\n\r\n--b--\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=x\r\n\r\na=\r\nb=C3=\r\n",
        ],
        input =>
        {
            var message = MessageStructure.Parse(input);
            var writer = new ImapWriter();
            ImapStructure.WriteEnvelope(writer, message);
            ImapStructure.WriteBody(writer, message, extended: true);
            SearchText.ReadBody(message);
            foreach (var field in message.Fields) SearchText.DecodeHeader(field.Value);
            foreach (var section in new[] { "1]", "2.HEADER]", "2.1.MIME]", "HEADER.FIELDS.NOT (a)]" })
                ImapSection.Read(new ImapCommandParser(Encoding.ASCII.GetBytes(section))).Of(message);
        });

    [Fact]
    public void FETCH_items_and_arguments_are_parsed_or_rejected() => Run(
        ["1:3,5:* (UID FLAGS BODY.PEEK[1.2.HEADER.FIELDS (A \"b\" {1}\r\nc)]<0.10> RFC822.SIZE)", "* BODY[]", "1 {3}\r\nabc"],
        input =>
        {
            try
            {
                var command = new ImapCommandParser(input);
                command.SequenceSet().Contains(1, 1);
                command.Space();
                ImapFetchItem.ReadAll(command);
            }
            catch (ImapSyntaxException)
            {
            }
        });

    [Fact]
    public void Names_and_dates_are_parsed_or_rejected() => Run(
        ["&ZeVnLIqe-/x&-y", "17-Jul-1996 02:44:25 -0700", "\"a\\\"b\" (\\Seen x)"],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            ParsedOrRejected(() => ModifiedUtf7.Encode(ModifiedUtf7.Decode(text)));
            ParsedOrRejected(() => ImapDates.ParseDateTime(text));
            ParsedOrRejected(() => ImapDates.ParseDay(text));
            ParsedOrRejected(() => new ImapCommandParser(input).MailboxName());
            ParsedOrRejected(() => new ImapCommandParser(input).FlagList());
            Redaction.Command(text, 1);
        });

    private static void ParsedOrRejected(Action action)
    {
        try
        {
            action();
        }
        catch (ImapSyntaxException)
        {
        }
    }

    private static void Run(string[] seeds, Action<byte[]> parse)
    {
        // The seed is fixed, so that a failure can be reproduced.
        var random = new Random(7628);
        for (var i = 0; i < Inputs; i++)
        {
            var mutated = ByteMutation.Mutate(Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]), 6, random);
            try
            {
                parse(mutated);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException("Input " + Convert.ToHexString(mutated) + ": " + Encoding.Latin1.GetString(mutated), e);
            }
        }
    }
}
