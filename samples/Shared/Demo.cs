using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.Samples;

/// <summary>
/// The servers of --demo: an authorization server and mail servers in this process. The accounts of appsettings.json keep their names,
/// addresses and flows, and get mailboxes and registrations at these servers.
/// </summary>
internal sealed class Demo : IAsyncDisposable
{
    private readonly MailTestHost _servers;
    private readonly HttpClient _browser;
    private readonly string _folder = Directory.CreateTempSubdirectory("oauthmail-sample-").FullName;
    private readonly ConcurrentDictionary<string, Lazy<MailAccountOptions>> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _printed = [];
    private readonly Lazy<SmtpTestServer> _backup;

    private Demo(MailTestHost servers)
    {
        _servers = servers;
        _browser = servers.CreateHttpClient();
        _backup = new Lazy<SmtpTestServer>(() => servers.AddSmtpServer(options => options.AllowWithoutLogin = true));
    }

    /// <summary>Starts the servers if the program was started with --demo.</summary>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="mailboxes">Mailboxes in addition to those of the accounts.</param>
    public static async Task<Demo?> StartAsync(string[] args, params string[] mailboxes)
    {
        if (!args.Contains("--demo")) return null;
        var demo = new Demo(await MailTestHost.StartAsync());
        foreach (var mailbox in mailboxes) demo._servers.AddMailbox(mailbox);
        return demo;
    }

    /// <summary>Makes the application use the servers.</summary>
    public void Register(IOAuthMailBuilder builder) => builder.UseTestHost(_servers).Configure(options =>
    {
        options.Store = new TokenStoreOptions { Folder = NewFile("tokens"), AllowUnprotected = true };
        foreach (var (name, account) in options.Accounts.ToList())
        {
            var flow = account.Flow ?? options.Clients[account.Client!].Flow!.Value;
            options.Accounts[name] = _accounts.GetOrAdd(
                account.Address!, new Lazy<MailAccountOptions>(() => Register(account.Address!, flow, account.Backup is not null))).Value;
        }
    });

    /// <summary>Returns the path of a file that is deleted at the end.</summary>
    public string NewFile(string name) => Path.Combine(_folder, name);

    /// <summary>Delivers a message to a mailbox.</summary>
    public void Deliver(string from, string to, string subject, string text)
    {
        using var message = new MimeMessage(
            [MailboxAddress.Parse(from)], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = text });
        message.MessageId = $"{Guid.NewGuid():N}@demo.example";
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;       // as on the wire
        using var wire = new MemoryStream();
        message.WriteTo(format, wire);
        _servers.Mailboxes.Find(to)!.Inbox.Append(wire.ToArray());
    }

    /// <summary>Creates a folder in a mailbox.</summary>
    public void CreateFolder(string address, string name) => _servers.Mailboxes.Find(address)!.CreateFolder(name);

    /// <summary>Waits until a mailbox has received more messages, and prints them.</summary>
    public async Task PrintAsync(string address, int count = 1)
    {
        var printed = _printed.GetValueOrDefault(address);
        _printed[address] = printed + count;
        foreach (var stored in (await _servers.Mailboxes.Find(address)!.Inbox.WaitForMessagesAsync(printed + count)).Skip(printed))
        {
            using var message = await MimeMessage.LoadAsync(new MemoryStream(stored.Content.ToArray()));
            var attachments = message.Attachments.Select(part => part.ContentDisposition?.FileName).ToList();
            var with = attachments.Count == 0 ? "" : $" with {string.Join(", ", attachments)}";
            Console.WriteLine($"{address} has received '{message.Subject}'{with}.");
        }
    }

    /// <summary>Makes the server reject the tokens of an account, as after a change of its permissions.</summary>
    public void RejectTokens(string address)
    {
        _servers.Smtp.Faults.RejectUser(address);
        _servers.Smtp.CloseConnections("421 4.4.2 Closing");     // those that are logged in
    }

    /// <summary>Signs in as a user with a browser would: opens the address, gives consent, and follows the redirect.</summary>
    public async Task BrowseAsync(Uri url, CancellationToken cancellationToken)
    {
        using var consent = await _browser.GetAsync(url, cancellationToken);
        using var landed = await _browser.GetAsync(consent.Headers.Location, cancellationToken);
        landed.EnsureSuccessStatusCode();
    }

    /// <summary>Uses a web application as a person with a browser would: connects an account, sends a message, shows the health.</summary>
    public async Task UseWebAsync(Uri application, string account, string recipient)
    {
        await GetAsync(new Uri(application, "/login?key=demo"));
        var page = await GetAsync(new Uri(application, $"/mail-accounts/account?name={account}"));
        page = await SubmitAsync(page, new Uri(application, "/mail-accounts/connect"), ("account", account));
        using var consent = await _browser.GetAsync(Find(page, "content=\"0;url=([^\"]*)\""));
        Console.WriteLine(Find(await GetAsync(consent.Headers.Location!), "<h1>([^<]*)</h1>"));
        page = await GetAsync(application);
        Console.WriteLine(await SubmitAsync(page, new Uri(application, "/send"), ("to", recipient), ("text", "We are on it.")));
        await PrintAsync(recipient);
        Console.WriteLine($"Health: {await GetAsync(new Uri(application, "/health"))}");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _servers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> ShowAsync(HttpResponseMessage response)
    {
        using (response) return await response.Content.ReadAsStringAsync() is { Length: > 0 } text ? text : $"{(int)response.StatusCode}";
    }

    private static string Find(string page, string pattern) =>
        System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, pattern).Groups[1].Value);

    private async Task<string> GetAsync(Uri address) => await ShowAsync(await _browser.GetAsync(address));

    /// <summary>Submits a form with the hidden field of a page, which proves that the form came from the application.</summary>
    private async Task<string> SubmitAsync(string page, Uri action, params (string Name, string Value)[] fields)
    {
        const string Proof = "name=\"(__RequestVerificationToken)\" value=\"([^\"]*)\"";
        var proof = System.Text.RegularExpressions.Regex.Match(page, Proof);
        using var content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create(proof.Groups[1].Value, proof.Groups[2].Value),
            .. fields.Select(one => KeyValuePair.Create(one.Name, one.Value)),
        ]);
        return await ShowAsync(await _browser.PostAsync(action, content));
    }

    /// <summary>Registers an application for one mailbox: a service with a certificate, or a desktop program for a user.</summary>
    private MailAccountOptions Register(string address, OAuthFlow flow, bool hasBackup)
    {
        if (_servers.Mailboxes.Find(address) is null) _servers.AddMailbox(address);
        var options = _servers.CreateAccountOptions(address, flow);
        options.ClientId = $"sample-for-{address}";
        if (hasBackup) options.Backup = new MailBackupOptions { Smtp = $"starttls://{_backup.Value.StartTls}" };
        if (flow == OAuthFlow.ClientCredentials)
        {
            using var certificate = TestCertificateAuthority.CreateClientCertificate(options.ClientId);
            _servers.AuthorizationServer.AddClient(TestClient.WithCertificate(options.ClientId, certificate));
            options.Certificate = new CertificateOptions { File = Path.Combine(_folder, $"{address}.pfx") };
            File.WriteAllBytes(options.Certificate.File, certificate.Export(X509ContentType.Pkcs12));
        }
        else
        {
            var client = _servers.AuthorizationServer.AddClient(TestClient.Native(options.ClientId));
            client.RedirectUris.Add("http://127.0.0.1/mail-accounts/callback");
        }

        return options;
    }
}
