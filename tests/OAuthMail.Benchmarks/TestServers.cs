using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using OAuthMail.Testing;

namespace OAuthMail.Benchmarks;

/// <summary>Measures the test servers: start, connections in IDLE, a large folder, and many starts.</summary>
internal static class TestServers
{
    private const string Alice = "alice@example.com";

    /// <summary>Measures the parts that are named, or all: start, idle, folder, cycles.</summary>
    public static async Task MeasureAsync(string[] parts)
    {
        bool IsWanted(string part) => parts.Length == 0 || parts.Contains(part);
        if (IsWanted("start")) await MeasureStartAsync();
        if (IsWanted("idle")) await MeasureIdleAsync(200);
        if (IsWanted("folder")) await MeasureFolderAsync(10_000, rounds: 15);
        if (IsWanted("cycles")) await MeasureCyclesAsync(1000);
    }

    private static async Task MeasureStartAsync()
    {
        var times = new List<double>();
        for (var i = 0; i < 41; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var host = await MailTestHost.StartAsync();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await host.DisposeAsync();
        }

        var warm = times.Skip(1).Order().ToArray();
        Console.WriteLine($"start: first {times[0]:0} ms, then median {warm[warm.Length / 2]:0.0} ms, fastest {warm[0]:0.0} ms");
    }

    private static async Task MeasureIdleAsync(int count)
    {
        await using var host = await MailTestHost.StartAsync();
        var login = LogIn(host);
        await using (await OpenAsync(host, login)) { }
        var begun = Stopwatch.GetTimestamp();
        var connections = await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var stream = await OpenAsync(host, login);
            await AskAsync(stream, "b SELECT INBOX", "b OK");
            await AskAsync(stream, "c IDLE", "+ ");
            return stream;
        }));
        await host.Imap.WaitForIdleAsync(count);
        Console.WriteLine($"{count} connections in IDLE: {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
        foreach (var connection in connections) await connection.DisposeAsync();
    }

    private static async Task MeasureFolderAsync(int count, int rounds)
    {
        await using var host = await MailTestHost.StartAsync();
        var login = LogIn(host);
        var inbox = host.Mailboxes.Find(Alice)!.Inbox;
        var message = Encoding.ASCII.GetBytes(
            "From: \"Alice\" <alice@example.com>\r\nTo: bob@example.com\r\nSubject: Hello\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n"
            + "Message-ID: <1@example.com>\r\n\r\n" + new string('x', 500) + "\r\n");
        for (var i = 0; i < count; i++) inbox.Append(message);
        var times = new List<(double Select, double Fetch, double Store)>();
        for (var round = 0; round < rounds; round++)
        {
            await using var stream = await OpenAsync(host, login);
            var select = await TimeAsync(() => AskAsync(stream, "b SELECT INBOX", "b OK"));
            var fetch = await TimeAsync(() => AskAsync(stream, "c FETCH 1:* (UID ENVELOPE)", "c OK"));

            // Each round changes all flags.
            var sign = round % 2 == 0 ? '+' : '-';
            var store = await TimeAsync(() => AskAsync(stream, $"d STORE 1:* {sign}FLAGS.SILENT (\\Seen)", "d OK"));
            times.Add((select, fetch, store));
        }

        Console.WriteLine(
            $"{count} messages, {rounds} rounds: SELECT {Summary(times.Select(t => t.Select))}, "
            + $"ENVELOPE {Summary(times.Select(t => t.Fetch))}, STORE {Summary(times.Select(t => t.Store))}");
    }

    private static async Task MeasureCyclesAsync(int count)
    {
        for (var i = 0; i < 50; i++) await (await MailTestHost.StartAsync()).DisposeAsync();
        var (before, handles) = Footprint();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) await (await MailTestHost.StartAsync()).DisposeAsync();
        var elapsed = Stopwatch.GetElapsedTime(begun).TotalMilliseconds / count;
        var (after, handlesAfter) = Footprint();
        Console.WriteLine(
            $"{count} starts and stops: {elapsed:0.0} ms each, managed memory {before / 1024} KB before, {after / 1024} KB after, "
            + $"handles {handles} and {handlesAfter}");
    }

    private static (long Memory, int Handles) Footprint()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.HandleCount);
    }

    private static string LogIn(MailTestHost host)
    {
        var client = host.AuthorizationServer.AddClient(TestClient.Native("measure"));
        host.AddMailbox(Alice);
        var token = host.AuthorizationServer.IssueAccessToken(client, Alice, "mail");
        var message = Encoding.ASCII.GetBytes($"user={Alice}\u0001auth=Bearer {token}\u0001\u0001");
        return "a AUTHENTICATE XOAUTH2 " + Convert.ToBase64String(message);
    }

    private static async Task<SslStream> OpenAsync(MailTestHost host, string login)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(host.Imap.ImplicitTls.Host, host.Imap.ImplicitTls.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, host.CertificateAuthority.ValidationCallback);
        await stream.AuthenticateAsClientAsync(host.Imap.ImplicitTls.Host);
        await AskAsync(stream, login, "a OK");
        return stream;
    }

    /// <summary>Sends a line and reads until a line starts with the expected text.</summary>
    private static async Task AskAsync(SslStream stream, string line, string expected)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
        var block = new byte[65536];
        var tail = "";
        while (!tail.Contains("\n" + expected, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(block);
            if (read == 0) throw new EndOfStreamException(tail);
            tail = (tail.Length > 200 ? tail[^200..] : "\n" + tail) + Encoding.ASCII.GetString(block, 0, read);
        }
    }

    private static string Summary(IEnumerable<double> times)
    {
        var list = times.ToList();
        var sorted = list.Order().ToList();
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"first {list[0]:0.0} median {sorted[sorted.Count / 2]:0.0} fastest {sorted[0]:0.0} ms");
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var begun = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
