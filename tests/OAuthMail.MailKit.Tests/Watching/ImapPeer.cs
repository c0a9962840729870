using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>
/// An IMAP server with one folder, whose replies a test can replace: it misbehaves whenever a certain command arrives, in any connection.
/// It has no IDLE.
/// </summary>
internal sealed partial class ImapPeer : IAsyncDisposable
{
    /// <summary>A reply that closes the connection after the lines before it.</summary>
    public const string Close = "(close)";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TestCertificateAuthority _authority;
    private readonly List<Task> _sessions = [];
    private readonly List<string> _commands = [];
    private readonly Task _serving;
    private int _connections;

    public ImapPeer(TestCertificateAuthority authority, params uint[] uids)
    {
        _authority = authority;
        Uids.AddRange(uids);
        _listener.Start();
        Endpoint = new MailEndpoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, TlsMode.Implicit);
        _serving = ServeAsync();
    }

    public MailEndpoint Endpoint { get; }

    /// <summary>Gets the UIDs of the messages in the folder in ascending order. Lock it before a change during a watch.</summary>
    public List<uint> Uids { get; } = [];

    public uint UidValidity { get; set; } = 7;

    /// <summary>
    /// Gets or sets a function that receives a command without its tag and returns the reply's lines, the last one without the tag, or
    /// <see langword="null"/> for the usual reply.
    /// </summary>
    public Func<string, string[]?> Reply { get; set; } = _ => null;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Gets the commands so far without their tags.</summary>
    public string[] Commands
    {
        get
        {
            lock (_commands) return [.. _commands];
        }
    }

    /// <summary>Returns the UIDs that a command names: a set after <c>UID</c>, or message numbers.</summary>
    public uint[] Select(string command)
    {
        lock (Uids)
        {
            var isUid = command.StartsWith("UID ", StringComparison.Ordinal);
            return [.. Uids.Where((uid, index) => MessageSet().Matches(command).All(set => set.Value.Split(',').Any(
                range => IsIn(range, isUid ? uid : (uint)index + 1, isUid ? Uids[^1] : (uint)Uids.Count))))];
        }
    }

    /// <summary>Returns the response to FETCH with an envelope for a message.</summary>
    public string Fetched(uint uid)
    {
        lock (Uids)
        {
            return $"* {Uids.IndexOf(uid) + 1} FETCH (UID {uid} INTERNALDATE \"01-Jan-2026 00:00:00 +0000\" "
                + $"ENVELOPE (NIL \"Message {uid}\" NIL NIL NIL NIL NIL NIL NIL \"<{uid}@example.com>\") FLAGS () RFC822.SIZE 100)";
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
    }

    [GeneratedRegex(@"(?<=FETCH |UID )[0-9*:,]+", RegexOptions.CultureInvariant)]
    private static partial Regex MessageSet();

    private static bool IsIn(string range, uint number, uint last)
    {
        var ends = range.Split(':').Select(end => end == "*" ? last : uint.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return number >= ends.Min() && number <= ends.Max();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                _sessions.Add(TalkAsync(socket));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        await using var connection = new ScriptedMailConnection(socket, _authority, new MemoryStream());
        try
        {
            await connection.StartTlsAsync(_stop.Token);
            await SendAsync(connection, "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER] hello");
            while (true)
            {
                var line = await connection.ReadLineAsync(_stop.Token);
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                var (tag, command) = (line[..space], line[(space + 1)..]);
                lock (_commands) _commands.Add(command);
                foreach (var reply in TagLast(Reply(command) ?? Answer(command), tag))
                {
                    if (reply == Close) return;
                    await SendAsync(connection, reply);
                }
                if (command == "LOGOUT") return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client has closed the connection, or the test has ended.
        }
    }

    private static IEnumerable<string> TagLast(string[] lines, string tag) =>
        lines.Select((line, index) => index < lines.Length - 1 || line == Close ? line : $"{tag} {line}");

    private string[] Answer(string command)
    {
        if (command.StartsWith("AUTHENTICATE", StringComparison.Ordinal)) return ["OK [CAPABILITY IMAP4rev1] welcome"];
        if (command.StartsWith("LIST \"\" \"\"", StringComparison.Ordinal)) return ["* LIST (\\Noselect) \"/\" \"\"", "OK done"];
        if (command.StartsWith("LIST", StringComparison.Ordinal)) return ["* LIST () \"/\" INBOX", "OK done"];
        if (command.StartsWith("SELECT", StringComparison.Ordinal) || command.StartsWith("EXAMINE", StringComparison.Ordinal))
        {
            lock (Uids)
            {
                return
                [
                    $"* {Uids.Count} EXISTS", "* FLAGS (\\Seen)", $"* OK [UIDVALIDITY {UidValidity}] valid",
                    $"* OK [UIDNEXT {(Uids.Count == 0 ? 1 : Uids[^1] + 1)}] next", "OK [READ-WRITE] done",
                ];
            }
        }
        if (command.StartsWith("UID SEARCH", StringComparison.Ordinal))
        {
            return [Found(Select(command)), "OK done"];
        }
        if (command.StartsWith("NOOP", StringComparison.Ordinal))
        {
            lock (Uids) return [$"* {Uids.Count} EXISTS", "OK done"];
        }
        if (command.Contains("BODY.PEEK[]<", StringComparison.Ordinal))
        {
            return [.. Select(command).Select(uid => $"* {Number(uid)} FETCH (UID {uid} BODY[]<0> {Literal("S")})"), "OK done"];
        }
        if (command.Contains("BODY.PEEK[]", StringComparison.Ordinal))
        {
            return Fetch("BODY[]", $"Text\r\n");
        }
        if (command.Contains("BODY.PEEK[HEADER]", StringComparison.Ordinal))
        {
            return Fetch("BODY[HEADER]", "");
        }
        if (command.StartsWith("FETCH", StringComparison.Ordinal) && command.EndsWith("(UID)", StringComparison.Ordinal))
        {
            return [.. Select(command).Select(uid => $"* {Number(uid)} FETCH (UID {uid})"), "OK done"];
        }
        if (command.StartsWith("UID FETCH", StringComparison.Ordinal) || command.StartsWith("FETCH", StringComparison.Ordinal))
        {
            return [.. Select(command).Select(Fetched), "OK done"];
        }
        return command == "LOGOUT" ? ["* BYE bye", "OK done"] : ["OK done"];

        string[] Fetch(string item, string body) =>
        [
            .. Select(command).Select(
                uid => $"* {Number(uid)} FETCH (UID {uid} {item} {Literal($"Subject: Message {uid}\r\n\r\n{body}")})"),
            "OK done",
        ];
    }

    /// <summary>Returns the response to SEARCH with UIDs.</summary>
    public static string Found(IEnumerable<uint> uids) => string.Concat(
        uids.Select(uid => string.Create(CultureInfo.InvariantCulture, $" {uid}")).Prepend("* SEARCH"));

    public static string Literal(string text) => $"{{{text.Length}}}\r\n{text}";

    private int Number(uint uid)
    {
        lock (Uids) return Uids.IndexOf(uid) + 1;
    }

    private Task SendAsync(ScriptedMailConnection connection, string line) =>
        connection.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\r\n"), _stop.Token);
}
