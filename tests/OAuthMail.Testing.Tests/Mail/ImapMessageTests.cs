using System.Globalization;
using System.Text;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class ImapMessageTests : ImapTests
{
    private const string Multipart =
        "Date: Mon, 02 Feb 2026 10:00:00 +0100\r\nFrom: \"A. Lice\" <alice@example.com>\r\nTo: Bob <bob@example.com>, team: c@x.org;\r\n"
        + "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\nMessage-ID: <m@example.com>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/mixed;\r\n boundary=\"b1\"\r\n\r\npreamble\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\nw4RwZmVs\r\n"
        + "--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n--b1\r\n"
        + "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\nPDF\r\n--b1--\r\n";

    [Fact]
    public async Task APPEND_accepts_both_kinds_of_literals_and_returns_the_UID()
    {
        await using var client = await LoggedInAsync();
        Assert.StartsWith("+ ", await client.AskAsync("1 APPEND INBOX (\\Seen Work) \" 5-Jan-2026 10:11:12 +0100\" {8}"));
        Assert.Equal($"1 OK [APPENDUID {Alice.Inbox.UidValidity} 1] APPEND completed.", await client.AskAsync("A: b\r\n\r\n"));
        Assert.Equal(
            $"2 OK [APPENDUID {Alice.Inbox.UidValidity} 2] APPEND completed.", await client.AskAsync(
                "2 APPEND {5+}\r\nINBOX {9+}\r\nA: bc\r\n\r\n"));
        Assert.StartsWith("3 NO [TRYCREATE]", await client.AskAsync("3 APPEND Nowhere {1+}\r\nx"));
        var message = Alice.Inbox.Messages[0];
        Assert.Equal("A: b\r\n\r\n", message.Text);
        Assert.True(message.Flags.SetEquals(["\\Seen", "Work"]));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 10, 11, 12, TimeSpan.FromHours(1)), message.InternalDate);
        await AskAsync(client, "4 SELECT INBOX");
        Assert.Equal("* 1 FETCH (INTERNALDATE \" 5-Jan-2026 10:11:12 +0100\" RFC822.SIZE 8 FLAGS (Work \\Recent \\Seen))",
            (await AskAsync(client, "5 FETCH 1 (INTERNALDATE RFC822.SIZE FLAGS)"))[0]);
    }

    [Fact]
    public async Task Envelope_and_structure_of_a_multipart_are_exact()
    {
        Alice.Inbox.Append(Encoding.UTF8.GetBytes(Multipart));
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.Equal(
            "* 1 FETCH (ENVELOPE (\"Mon, 02 Feb 2026 10:00:00 +0100\" \"=?utf-8?B?R3LDvMOfZQ==?=\" "
            + "((\"A. Lice\" NIL \"alice\" \"example.com\")) "
            + "((\"A. Lice\" NIL \"alice\" \"example.com\")) ((\"A. Lice\" NIL \"alice\" \"example.com\")) "
            + "((\"Bob\" NIL \"bob\" \"example.com\")(NIL NIL \"team\" NIL)(NIL NIL \"c\" \"x.org\")(NIL NIL NIL NIL)) "
            + "NIL NIL NIL \"<m@example.com>\"))",
            (await AskAsync(client, "1 FETCH 1 ENVELOPE"))[0]);
        Assert.Equal(
            "* 1 FETCH (BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"base64\" 8 1 NIL NIL NIL NIL)"
            + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 28 (NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
            + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 10 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL)"
            + "(\"application\" \"pdf\" (\"name\" \"a.pdf\") NIL NIL \"7bit\" 3 NIL (\"attachment\" (\"filename\" \"a.pdf\")) NIL NIL) "
            + "\"mixed\" (\"boundary\" \"b1\") NIL NIL NIL))",
            (await AskAsync(client, "2 FETCH 1 BODYSTRUCTURE"))[0]);
        Assert.EndsWith("\"mixed\"))", (await AskAsync(client, "3 FETCH 1 BODY"))[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BODY.PEEK[1]", "BODY[1]", "w4RwZmVs")]
    [InlineData(
        "BODY.PEEK[1.MIME]", "BODY[1.MIME]", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")]
    [InlineData("BODY.PEEK[2.HEADER]", "BODY[2.HEADER]", "Subject: inner\r\n\r\n")]
    [InlineData("BODY.PEEK[2.TEXT]", "BODY[2.TEXT]", "inner text")]
    [InlineData("BODY.PEEK[2.1]", "BODY[2.1]", "inner text")]
    [InlineData("BODY.PEEK[3]<1.10>", "BODY[3]<1>", "DF")]
    [InlineData("BODY.PEEK[3]<9.10>", "BODY[3]<9>", "")]
    [InlineData("BODY.PEEK[HEADER.FIELDS (Message-Id subject)]", "BODY[HEADER.FIELDS (Message-Id subject)]",
        "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\nMessage-ID: <m@example.com>\r\n\r\n")]
    public async Task Sections_contain_exactly_their_bytes(string item, string label, string content)
    {
        Alice.Inbox.Append(Encoding.UTF8.GetBytes(Multipart));
        await using var client = await LoggedInAsync("SELECT INBOX");
        await client.LineAsync($"1 UID FETCH 1 ({item})");
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"* 1 FETCH (UID 1 {label} {{{content.Length}}}"), await client.ReadAsync());
        Assert.Equal(content, await client.ReadBlockAsync(content.Length));
        Assert.Equal(")", await client.ReadAsync());
        Assert.StartsWith("1 OK ", await client.ReadAsync());
        Assert.Empty(Alice.Inbox.Messages[0].Flags);
        Assert.Equal("* 1 FETCH (BODY[4] NIL)", (await AskAsync(client, "2 FETCH 1 BODY.PEEK[4]"))[0]);
        Assert.Equal("* 1 FETCH (BODY[1.1] NIL)", (await AskAsync(client, "3 FETCH 1 BODY.PEEK[1.1]"))[0]);
    }

    [Fact]
    public async Task Fetching_the_whole_message_returns_its_exact_bytes_and_marks_it_as_seen()
    {
        Alice.Inbox.Append(Encoding.UTF8.GetBytes(Multipart));
        await using var client = await LoggedInAsync("SELECT INBOX");
        await client.LineAsync("1 FETCH 1 BODY[]");
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"* 1 FETCH (BODY[] {{{Multipart.Length}}}"), await client.ReadAsync());
        Assert.Equal(Multipart, await client.ReadBlockAsync(Multipart.Length));
        Assert.Equal(" FLAGS (\\Recent \\Seen))", await client.ReadAsync());
        Assert.Contains("\\Seen", Alice.Inbox.Messages[0].Flags);
    }

    [Theory]
    [InlineData("ALL", "1 2 3")]
    [InlineData("2:*", "2 3")]
    [InlineData("NOT 2", "1 3")]
    [InlineData("UID 1,3", "1 3")]
    [InlineData("UNSEEN", "1 3")]
    [InlineData("SEEN KEYWORD work", "2")]
    [InlineData("SUBJECT \"grüße\"", "1")]
    [InlineData("CHARSET UTF-8 SUBJECT {7+}\r\nGrüße", "1")]
    [InlineData("FROM lice OR SUBJECT grü SUBJECT second", "1 2")]
    [InlineData("(OR FROM carol (FROM alice SEEN))", "2 3")]
    [InlineData("HEADER Message-ID <m@example.com>", "1")]
    [InlineData("HEADER X-Other \"\"", "3")]
    [InlineData("BODY Äpfel", "1")]
    [InlineData("TEXT carol", "3")]
    [InlineData("SENTSINCE 2-Feb-2026 SENTBEFORE 3-Feb-2026", "1")]
    [InlineData("SINCE 1-Mar-2026", "2 3")]
    [InlineData("ON 15-Mar-2026", "2")]
    [InlineData("BEFORE 1-Mar-2026", "1")]
    [InlineData("SMALLER 500 LARGER 10", "2 3")]
    [InlineData("UNDELETED UNANSWERED UNFLAGGED UNDRAFT", "1 2 3")]
    [InlineData("TO nobody", "")]
    public async Task SEARCH_supports_each_key(string keys, string found)
    {
        Alice.Inbox.Append(Encoding.UTF8.GetBytes(Multipart), null, new DateTimeOffset(2026, 2, 2, 10, 0, 0, TimeSpan.Zero));
        Alice.Inbox.Append(
            "From: alice@example.com\r\nSubject: second\r\n\r\nx\r\n"u8.ToArray(), ["\\Seen", "Work"],
            new(2026, 3, 15, 0, 0, 0, TimeSpan.Zero));
        Alice.Inbox.Append("From: carol@example.com\r\nX-Other: y\r\n\r\nx\r\n"u8.ToArray(), null, new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        await using var client = await LoggedInAsync("SELECT INBOX");
        // RFC 3501 allows 8-bit characters only in literals, but clients also send them in quoted strings.
        var line = keys.Replace("BODY Äpfel", "BODY {6+}\r\nÄpfel", StringComparison.Ordinal).Replace(
            "SUBJECT grü ", "SUBJECT {4+}\r\ngrü ", StringComparison.Ordinal);
        Assert.Equal(("* SEARCH " + found).TrimEnd(), (await AskAsync(client, "1 UID SEARCH " + line))[0]);
    }

    [Fact]
    public async Task SEARCH_rejects_unknown_charsets_and_keys()
    {
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.StartsWith("1 NO [BADCHARSET (US-ASCII UTF-8)]", await client.AskAsync("1 SEARCH CHARSET KOI8-R ALL"));
        Assert.StartsWith("2 BAD ", await client.AskAsync("2 SEARCH STUFF x"));
        Assert.StartsWith("3 BAD ", await client.AskAsync("3 SEARCH " + new string('(', 2000)));
        Assert.StartsWith("4 BAD ", await client.AskAsync("4 SEARCH SINCE yesterday"));
    }

    [Fact]
    public async Task STORE_COPY_MOVE_and_EXPUNGE_report_their_results()
    {
        for (var i = 0; i < 4; i++) Alice.Inbox.Append("A: b\r\n\r\n"u8.ToArray());
        var archive = Alice.CreateFolder("Archive")!;
        await using var client = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("* 1 FETCH (FLAGS (\\Flagged \\Recent))", (await AskAsync(client, "1 STORE 1 +FLAGS (\\Flagged)"))[0]);
        Assert.Equal("* 2 FETCH (UID 2 FLAGS (Work \\Recent))", (await AskAsync(client, "2 UID STORE 2 FLAGS Work"))[0]);
        Assert.Single(await AskAsync(client, "3 STORE 1 -FLAGS.SILENT (\\Flagged)"));
        Assert.Empty(Alice.Inbox.Messages[0].Flags);

        Assert.Equal($"4 OK [COPYUID {archive.UidValidity} 1:2 1:2] COPY completed.", (await AskAsync(client, "4 COPY 1:2 Archive"))[^1]);
        Assert.Contains("Work", archive.Messages[1].Flags);
        Assert.Equal(
            [$"* OK [COPYUID {archive.UidValidity} 4 3] Moved", "* 4 EXPUNGE", "5 OK MOVE completed."], await AskAsync(
                client, "5 UID MOVE 4 Archive"));

        await AskAsync(client, "6 STORE 1:3 +FLAGS.SILENT (\\Deleted)");
        Assert.Equal(["* 2 EXPUNGE", "7 OK EXPUNGE completed."], await AskAsync(client, "7 UID EXPUNGE 2"));
        Assert.Equal(["* 2 EXPUNGE", "* 1 EXPUNGE", "8 OK EXPUNGE completed."], await AskAsync(client, "8 EXPUNGE"));
        Assert.Empty(Alice.Inbox.Messages);
        Assert.Equal(5u, Alice.Inbox.UidNext);
    }
}
