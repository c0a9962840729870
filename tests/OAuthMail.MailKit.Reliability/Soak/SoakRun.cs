using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Reliability.Soak;

/// <summary>
/// Runs an application with many accounts, short tokens and faulty servers. What it uses must not grow after a warm-up, and every message
/// must be accounted for: a sent message arrived once, a failed one did not arrive, and a delivered one was handled or watched.
/// </summary>
internal sealed class SoakRun(int accounts, int seconds) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// After a rejection of a new token, or of too many messages, an account waits for one minute and longer. A shorter run would only
    /// wait, so it rejects none.
    /// </summary>
    private const int ShortSeconds = 120;

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentDictionary<string, int> _received = new();
    private readonly ConcurrentDictionary<string, int> _other = new();
    private readonly ConcurrentQueue<SoakSample> _samples = new();
    private readonly SemaphoreSlim _milestone = new(0);
    private readonly Random _random = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("oauthmail-soak-").FullName;
    private int _delivered;
    private int _faults;

    public void Dispose()
    {
        _milestone.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task<int> RunAsync()
    {
        await using var host = await MailTestHost.StartAsync(options =>
        {
            options.Authorization.AccessTokenLifetime = TimeSpan.FromSeconds(5);
            options.Authorization.RefreshTokenRotation = RefreshTokenRotation.OneTime;
        });
        host.AddMailbox(SoakAccounts.Sink);
        for (var i = 0; i < accounts; i++)
        {
            host.AddMailbox(SoakAccounts.Address(i));
            var client = TestClient.Confidential(SoakAccounts.ClientId(i), SoakAccounts.Secret);
            client.RedirectUris.Add("http://localhost/");
            host.AuthorizationServer.AddClient(client);
        }

        using var application = Start(host);
        var reading = ReadAsync(application);
        await WaitAsync(application, Patience);

        var watch = Stopwatch.StartNew();
        var duration = TimeSpan.FromSeconds(seconds);
        using (var stop = new CancellationTokenSource(duration))
        {
            await Task.WhenAll(DeliverAsync(host, stop.Token), DisturbAsync(host, stop.Token));
        }

        host.AuthorizationServer.Faults.Clear();
        foreach (var server in Servers(host)) server.Faults.Clear();
        await application.StandardInput.WriteLineAsync();
        await WaitAsync(application, Patience);
        for (var rest = Stopwatch.StartNew(); _received.Count < _delivered && rest.Elapsed < Patience;) await Task.Delay(100);
        await application.StandardInput.WriteLineAsync();
        await WaitAsync(application, Patience);
        application.StandardInput.Close();
        await application.WaitForExitAsync();
        await reading;
        return Judge(host, watch.Elapsed);
    }

    private static MailTestServer[] Servers(MailTestHost host) => [host.Smtp, host.Imap];

    private Process Start(MailTestHost host)
    {
        var root = Path.Combine(_folder, "root.cer");
        File.WriteAllBytes(root, host.CertificateAuthority.Root.Export(X509ContentType.Cert));
        var file = Path.Combine(_folder, "settings.json");
        new SoakSettings
        {
            Folder = _folder, RootCertificate = root, Accounts = accounts, SampleSeconds = seconds < ShortSeconds ? 2 : 10,
            Application = host.CreateAccountOptions(SoakAccounts.Address(1), OAuthFlow.ClientCredentials),
            User = host.CreateAccountOptions(SoakAccounts.Address(0), OAuthFlow.AuthorizationCode),
        }.Write(file);
        return WorkerCommand.Start(
            typeof(SoakRun).Assembly, Path.GetFileName(typeof(SoakRun).Assembly.Location), ["soak-application", file]);
    }

    private async Task WaitAsync(Process application, TimeSpan patience)
    {
        if (!await _milestone.WaitAsync(patience)) throw new TimeoutException("The application does not proceed.");
        if (application.HasExited && application.ExitCode != 0) throw new InvalidOperationException("The application failed.");
    }

    private async Task ReadAsync(Process application)
    {
        while (await application.StandardOutput.ReadLineAsync() is { } line)
        {
            var parts = line.Split(' ', 3);
            switch (parts[0])
            {
                case "sent" or "unknown" or "failed":
                    _outcomes.AddOrUpdate($"{parts[0]} {parts[1]}", 1, (_, count) => count + 1);
                    if (parts.Length > 2) Count(parts[2]);
                    break;
                case "handled" or "watched":
                    _received.AddOrUpdate(parts[1], 1, (_, count) => count + 1);
                    break;
                case "sample":
                    _samples.Enqueue(SoakSample.Parse(line["sample ".Length..]));
                    break;
                case "started" or "stopped" or "ended":
                    _milestone.Release();
                    break;
                default:
                    Count(line);
                    break;
            }
        }

        _milestone.Release(3);
    }

    private void Count(string what) => _other.AddOrUpdate(what, 1, (_, count) => count + 1);

    private async Task DeliverAsync(MailTestHost host, CancellationToken cancellationToken)
    {
        var numbers = SoakAccounts.Handled(accounts).Concat(SoakAccounts.Watched(accounts)).ToArray();
        while (!cancellationToken.IsCancellationRequested)
        {
            var subject = "m" + Interlocked.Increment(ref _delivered).ToString(CultureInfo.InvariantCulture);
            host.Mailboxes.Deliver(
                SoakAccounts.Address(numbers[Random.Shared.Next(numbers.Length)]),
                Encoding.ASCII.GetBytes($"From: a@test.example\r\nSubject: {subject}\r\n\r\n{subject}\r\n"));
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>
    /// Disturbs the servers. A refresh token whose response is lost cannot be recovered by any client, so the authorization server fails
    /// only before it handles a request.
    /// </summary>
    private async Task DisturbAsync(MailTestHost host, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _faults++;
            var server = Servers(host)[_random.Next(2)];
            switch (_random.Next(seconds < ShortSeconds ? 7 : 9))
            {
                case 0:
                    await server.PauseAsync(server == host.Smtp ? "421 4.3.2 The server restarts" : "* BYE The server restarts", default);
                    await Task.Delay(_random.Next(2000), CancellationToken.None);
                    await server.ResumeAsync(default);
                    break;
                case 1:
                    server.CutConnections();
                    break;
                case 2:
                    host.Smtp.Faults.At(MailStage.DataEnd, MailFault.Cut());
                    break;
                case 3:
                    host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());
                    break;
                case 4:
                    host.Smtp.Faults.On("MAIL", MailFault.Reply(
                        seconds < ShortSeconds ? "451 4.3.2 The server is busy" : "421 4.7.0 Too many messages"));
                    host.Imap.Faults.On("FETCH", MailFault.Cut());
                    break;
                case 5:
                    host.AuthorizationServer.Faults.Token.Next(ServerFault.Status(503), _random.Next(1, 4));
                    host.AuthorizationServer.Faults.Token.Next(ServerFault.Status(429, TimeSpan.FromSeconds(1)));
                    break;
                case 6:
                    host.AuthorizationServer.Faults.Token.Next(ServerFault.CutConnection(), _random.Next(1, 3));
                    break;
                case 7:
                    server.Faults.RejectNextTokens(_random.Next(1, 4));
                    break;
                case 8:
                    server.Faults.RejectNextTokens(_random.Next(1, 4), TokenRejection.Throttled(server.Protocol));
                    break;
            }

            await Task.Delay(_random.Next(300, 1500), CancellationToken.None);
        }
    }

    private int Judge(MailTestHost host, TimeSpan elapsed)
    {
        var copies = host.Mailboxes.Find(SoakAccounts.Sink)!.Inbox.Messages
            .GroupBy(message => Subject(message.Text)).ToDictionary(group => group.Key, group => group.Count());
        int Of(string kind, Func<int, bool> counts) => _outcomes.Keys.Count(outcome =>
            outcome.StartsWith(kind + " ", StringComparison.Ordinal) && counts(copies.GetValueOrDefault(outcome[(kind.Length + 1)..])));
        var sent = Of("sent", _ => true);
        var lost = Of("sent", count => count == 0);
        var twice = Of("sent", count => count > 1) + Of("failed", count => count > 1) + Of("unknown", count => count > 1);
        var arrivedThoughFailed = Of("failed", count => count > 0);
        var requests = host.AuthorizationServer.Requests.Token.Count;
        var repeated = _received.Values.Sum() - _received.Count;
        var missing = _delivered - _received.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {elapsed.TotalMinutes:F1} minutes, {accounts} accounts, {_faults} disturbances, {requests} requests to the authorization server
            sent {sent}, not arrived {lost}, arrived twice {twice}
            failed {Of("failed", _ => true)}, arrived nevertheless {arrivedThoughFailed}
            unknown {Of("unknown", _ => true)}, of which arrived {Of("unknown", count => count > 0)}
            delivered {_delivered}, not received {missing}, received again {repeated}
            """));
        foreach (var (what, count) in _other.OrderByDescending(each => each.Value).Take(20)) Console.WriteLine($"{count} × {what}");
        var failed = lost + twice + arrivedThoughFailed + missing > 0 || sent == 0;
        if (_other.Keys.Any(what => what.Contains("sign-in-required", StringComparison.Ordinal)))
        {
            Console.WriteLine("A sign-in was required.");
            failed = true;
        }

        return JudgeSamples() && !failed ? 0 : 1;
    }

    private static string Subject(string message)
    {
        const string header = "\nSubject: ";
        var start = message.IndexOf(header, StringComparison.Ordinal) + header.Length;
        return message[start..message.IndexOf('\r', start)];
    }

    /// <summary>
    /// Compares the last third of the time after the warm-up with the first third: if the least of the last third is more than the
    /// most of the first third, what the application uses has grown.
    /// </summary>
    private bool JudgeSamples()
    {
        var warmUp = Math.Min(seconds / 3.0, 120);
        var samples = _samples.Where(sample => sample.Seconds >= warmUp && sample.Seconds <= seconds).ToList();
        var third = samples.Count / 3;
        var rows = Math.Max(1, _samples.Count / 12);
        Console.WriteLine("| Minute | Memory | Handles | Sockets | Threads | Timers |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var row in _samples.Where((_, index) => (index + 1) % rows == 0)) Console.WriteLine(row.ToRow());
        if (third == 0)
        {
            Console.WriteLine("There are too few samples.");
            return false;
        }

        var succeeded = true;
        void Limit(string what, Func<SoakSample, double> select, double limit)
        {
            var most = _samples.Max(select);
            if (most <= limit) return;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {most:N0}, more than {limit:N0}."));
            succeeded = false;
        }

        Limit("Memory", sample => sample.Memory, 200_000 * accounts + 40_000_000);
        Limit("Handles", sample => sample.Handles, 4 * accounts + 500);
        Limit("Sockets", sample => sample.Sockets, 4 * accounts + 100);
        Limit("Threads", sample => sample.Threads, 200);
        Limit("Timers", sample => sample.Timers, 5 * accounts + 200);

        // A short run is over before all accounts have connections, so that growth is no sign of a leak.
        if (seconds < ShortSeconds) return succeeded;
        void Compare(string what, Func<SoakSample, double> select, double slack)
        {
            var before = samples.Take(third).Max(select);
            var after = samples.TakeLast(third).Min(select);
            if (after <= before + slack) return;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{what} grew: from at most {before:N0} to at least {after:N0}."));
            succeeded = false;
        }

        Compare("Memory", sample => sample.Memory, samples[0].Memory * 0.05);
        Compare("Handles", sample => sample.Handles, 5);
        Compare("Sockets", sample => sample.Sockets, 5);
        Compare("Threads", sample => sample.Threads, 5);
        Compare("Timers", sample => sample.Timers, 5);
        return succeeded;
    }
}
