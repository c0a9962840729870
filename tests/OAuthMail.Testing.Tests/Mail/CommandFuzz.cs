using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using OAuthMail.Tests;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>
/// Sends mutated commands to a server, in batches of one connection each. A batch must end with a closed connection, and
/// without an unexpected error of the server.
/// </summary>
internal sealed class CommandFuzz(MailTestServer server, TestCertificateAuthority authority, string login)
{
    private const int BatchSize = 25;

    // Less than the number of transcripts that a server keeps.
    private const int MaximumTranscripts = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] SmtpSeeds =
    [
        "EHLO client.example", "HELO x", "MAIL FROM:<alice@example.com> SIZE=100 BODY=8BITMIME SMTPUTF8", "MAIL FROM:<>",
        "RCPT TO:<bob@example.com>", "RCPT TO:<@a,@b:\"x y\"@example.com>", "DATA", "Subject: x\r\n\r\ntext\r\n..dot\r\n.", "RSET", "NOOP",
        "VRFY bob", "HELP", "EXPN x", "AUTH XOAUTH2 dXNlcj1hAWF1dGg9QmVhcmVyIHgBAQ==", "AUTH OAUTHBEARER", "AUTH PLAIN =", "*", "QUIT",
    ];

    private static readonly string[] ImapSeeds =
    [
        "a SELECT INBOX (CONDSTORE)", "a EXAMINE \"Sent\"", "a FETCH 1:* (UID FLAGS BODY.PEEK[1.2.HEADER.FIELDS (A \"b\")]<0.10> MODSEQ)",
        "a UID FETCH 1:* (X-GM-LABELS ENVELOPE BODYSTRUCTURE) (CHANGEDSINCE 1)", "a STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen x)",
        "a UID STORE * -X-GM-LABELS (\"a b\")", "a SEARCH RETURN (MIN MAX ALL) CHARSET UTF-8 OR (FROM \"x\" SINCE 1-Jan-2020) NOT UID 1:3",
        "a UID SEARCH X-GM-RAW \"from:x -is:read \\\"y z\\\"\"", "a SEARCH MODSEQ \"/flags/\\\\seen\" all 3", "a COPY 1 Trash",
        "a UID MOVE 1:2 \"Sent\"", "a APPEND INBOX (\\Seen) \"17-Jul-1996 02:44:25 -0700\" {12+}\r\nSubject: x\r\n", "a EXPUNGE",
        "a UID EXPUNGE 1:*",
        "a LIST (SPECIAL-USE) \"\" (a% b*) RETURN (SUBSCRIBED)", "a LSUB \"\" %", "a STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)",
        "a CREATE \"&ZeVnLIqe-/x\"", "a RENAME x y/z", "a DELETE x", "a SUBSCRIBE x", "a ENABLE CONDSTORE UTF8=ACCEPT", "a IDLE", "DONE",
        "a CHECK", "a CLOSE", "a NOOP", "a ID (\"name\" NIL)", "a NAMESPACE", "a CAPABILITY", "a AUTHENTICATE XOAUTH2 =", "a LOGOUT",
    ];

    private static readonly string[] Pop3Seeds =
    [
        "CAPA", "STAT", "LIST", "LIST 1", "UIDL 2", "RETR 1", "TOP 1 3", "DELE 1", "RSET", "NOOP", "AUTH", "AUTH XOAUTH2 =", "USER x",
        "PASS y", "APOP a b", "STLS", "QUIT",
    ];

    /// <summary>Sends commands.</summary>
    /// <param name="count">The number of commands.</param>
    /// <param name="seed">The seed of the mutations, with which a run is repeated.</param>
    /// <returns>The number of connections.</returns>
    public async Task<int> RunAsync(int count, int seed)
    {
        var random = new Random(seed);
        var seeds = server.Protocol switch { MailProtocol.Smtp => SmtpSeeds, MailProtocol.Imap => ImapSeeds, _ => Pop3Seeds };
        var connections = 0;
        for (var sent = 0; sent < count; sent += BatchSize)
        {
            var batch = new List<byte>();

            // Commands are also sent before the login.
            if (random.Next(8) > 0) batch.AddRange(Encoding.ASCII.GetBytes(login));
            for (var i = 0; i < BatchSize; i++)
            {
                var command = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]);

                // Some commands stay as they are, so that the mutated ones after them reach other states.
                batch.AddRange(random.Next(3) == 0 ? command : ByteMutation.Mutate(command, 4, random));
                batch.AddRange("\r\n"u8);
            }

            await SendAsync([.. batch]);
            connections++;
            if (connections % MaximumTranscripts == 0) await CheckAsync();
        }

        await CheckAsync();

        return connections;
    }

    /// <summary>Waits until all connections are closed, and looks for unexpected errors in their transcripts.</summary>
    private async Task CheckAsync()
    {
        await server.PauseAsync();
        await server.ResumeAsync();
        if (server.Transcripts.FirstOrDefault(t => t.ToString().Contains("the server failed", StringComparison.Ordinal)) is { } failed)
            throw new InvalidOperationException($"Connection {failed.Number}: {failed}");
    }

    private async Task SendAsync(byte[] batch)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.ImplicitTls.Host, server.ImplicitTls.Port);
        await using var tls = new SslStream(tcp.GetStream(), false, authority.ValidationCallback);
        await tls.AuthenticateAsClientAsync(server.ImplicitTls.Host).WaitAsync(Patience);
        var reading = ReadToEndAsync(tls);
        try
        {
            await tls.WriteAsync(batch).AsTask().WaitAsync(Patience);

            // No TLS shutdown: it fails in this process while the server is closing the connection.
            tcp.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server has closed the connection before it received everything.
        }

        await reading.WaitAsync(Patience);
    }

    private static async Task ReadToEndAsync(SslStream stream)
    {
        var block = new byte[16384];
        try
        {
            while (await stream.ReadAsync(block) > 0)
            {
                // The responses are not interpreted.
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server has closed the connection without a TLS shutdown.
        }
    }
}
