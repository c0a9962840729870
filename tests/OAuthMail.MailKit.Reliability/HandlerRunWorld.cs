using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Reliability;

/// <summary>The servers, the mailbox and the folder of a run, and its worker processes.</summary>
internal sealed class HandlerRunWorld : IAsyncDisposable
{
    private readonly string _settings;

    private HandlerRunWorld(MailTestHost host, string folder, int maxRepeats)
    {
        Host = host;
        Folder = folder;
        Directory.CreateDirectory(Path.Combine(folder, "work"));
        Mailbox = host.AddMailbox("support@test.example");
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "daemon-secret"));
        _settings = WriteSettings(maxRepeats);
    }

    public MailTestHost Host { get; }

    public string Folder { get; }

    public TestMailbox Mailbox { get; }

    public static async Task<HandlerRunWorld> StartAsync(int maxRepeats) => new(
        await MailTestHost.StartAsync(), Directory.CreateTempSubdirectory("oauthmail-handlers-").FullName, maxRepeats);

    public void Deliver(string subject) => Mailbox.Inbox.Append(
        Encoding.ASCII.GetBytes($"From: a@test.example\r\nSubject: {subject}\r\n\r\n{subject}\r\n"));

    /// <summary>Starts a worker process.</summary>
    public Process Start(string command)
    {
        var worker = WorkerCommand.Start(
            typeof(HandlerRunWorld).Assembly, Path.GetFileName(typeof(HandlerRunWorld).Assembly.Location), [command, _settings]);
        if (command == "handle") _ = worker.StandardOutput.ReadLineAsync();
        return worker;
    }

    /// <summary>Returns the subjects of the messages that were handled, in order and with repetitions.</summary>
    public List<string> ReadHandled()
    {
        var file = Path.Combine(Folder, "work", "handled");
        if (!File.Exists(file)) return [];
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>Returns the messages that were recorded as failed, with the reasons.</summary>
    public async Task<List<string>> ReadFailuresAsync()
    {
        using var worker = Start("failures");
        var text = await worker.StandardOutput.ReadToEndAsync();
        await worker.WaitForExitAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private string WriteSettings(int maxRepeats)
    {
        var account = Host.CreateAccountOptions("support@test.example", OAuthFlow.ClientCredentials);
        var root = Path.Combine(Folder, "root.cer");
        File.WriteAllBytes(root, Host.CertificateAuthority.Root.Export(X509ContentType.Cert));
        var file = Path.Combine(Folder, "settings.json");
        new HandlerSettings
        {
            Folder = Folder, RootCertificate = root, TokenEndpoint = account.TokenEndpoint!, Imap = account.Imap!, Scope = account.Scope,
            MaxRepeats = maxRepeats,
        }.Write(file);
        return file;
    }
}
