using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Reliability;

/// <summary>
/// Delivers messages to a mailbox that several processes handle, and kills the processes at random times. No message may be lost, and none
/// may be handled by two processes at a time.
/// </summary>
internal sealed class HandlerRun(int processes, int messages, int kills)
{
    private readonly Random _random = new(Seed: 1);

    public async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("oauthmail-handlers-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "work"));
        await using var host = await MailTestHost.StartAsync();
        var mailbox = host.AddMailbox("support@test.example");
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "daemon-secret"));
        var settings = WriteSettings(host, folder);

        var workers = Enumerable.Range(0, processes).Select(_ => Start(settings)).ToList();
        var delivering = Task.Run(async () =>
        {
            for (var i = 0; i < messages; i++)
            {
                mailbox.Inbox.Append(Encoding.ASCII.GetBytes($"From: a@test.example\r\nSubject: {i}\r\n\r\n{i}\r\n"));
                if (i % 10 == 9) await Task.Delay(25);
            }
        });

        var mostConnections = 0;
        var watch = Stopwatch.StartNew();
        for (var kill = 0; kill < kills && Handled(folder).Count < messages; kill++)
        {
            var until = watch.Elapsed + TimeSpan.FromMilliseconds(500 + _random.Next(4000));
            while (watch.Elapsed < until)
            {
                mostConnections = Math.Max(mostConnections, host.Imap.OpenConnections);
                await Task.Delay(10);
            }

            var victim = _random.Next(workers.Count);
            workers[victim].Kill();
            await workers[victim].WaitForExitAsync();
            workers[victim].Dispose();
            workers[victim] = Start(settings);
        }

        await delivering;
        while (Handled(folder).Distinct().Count() < messages && watch.Elapsed < TimeSpan.FromMinutes(15)) await Task.Delay(100);
        foreach (var worker in workers)
        {
            worker.Kill();
            worker.Dispose();
        }

        var handled = Handled(folder);
        var lost = messages - handled.Distinct().Count();
        var repeated = handled.Count - handled.Distinct().Count();
        var file = Path.Combine(folder, "work", "together");
        var together = File.Exists(file) ? File.ReadAllLines(file).Length : 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{processes} processes, {messages} messages, {kills} kills: {lost} lost, {repeated} repeated, "
            + $"{together} handled by two at a time, at most {mostConnections} connections, {watch.Elapsed.TotalSeconds:N1} s"));
        Directory.Delete(folder, recursive: true);
        return lost == 0 && together == 0 && repeated <= kills ? 0 : 1;
    }

    private static List<string> Handled(string folder)
    {
        var file = Path.Combine(folder, "work", "handled");
        if (!File.Exists(file)) return [];
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string WriteSettings(MailTestHost host, string folder)
    {
        var account = host.CreateAccountOptions("support@test.example", OAuthFlow.ClientCredentials);
        var root = Path.Combine(folder, "root.cer");
        File.WriteAllBytes(root, host.CertificateAuthority.Root.Export(X509ContentType.Cert));
        var file = Path.Combine(folder, "settings.json");
        new HandlerSettings
        {
            Folder = folder, RootCertificate = root, TokenEndpoint = account.TokenEndpoint!, Imap = account.Imap!, Scope = account.Scope,
        }.Write(file);
        return file;
    }

    private static Process Start(string settings)
    {
        var worker = WorkerCommand.Start(
            typeof(HandlerRun).Assembly, Path.GetFileName(typeof(HandlerRun).Assembly.Location), ["handle", settings]);
        _ = worker.StandardOutput.ReadLineAsync();
        return worker;
    }
}
