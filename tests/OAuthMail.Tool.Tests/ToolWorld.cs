using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Tests;

/// <summary>A home folder with a configuration file, and the servers of its accounts in the process of the test.</summary>
internal sealed class ToolWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("oauthmail-tool-");
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    private ToolWorld(MailTestHost host) => Host = host;

    public MailTestHost Host { get; }

    public string ConfigurationFile => PathOf(".config/oauthmail/config.json");

    public static async Task<ToolWorld> StartAsync(Action<MailTestHostOptions>? configure = null)
    {
        var host = await MailTestHost.StartAsync(configure);
        host.AuthorizationServer.AddClient(TestClient.Native("desktop"));
        host.AuthorizationServer.AddClient(TestClient.Confidential("daemon", "daemon-secret"));
        host.AddMailbox("alerts@test.example");
        host.AddMailbox("support@test.example");
        var world = new ToolWorld(host);
        await world.WriteFilesAsync();
        return world;
    }

    public string PathOf(string name) => Path.Combine(_home.FullName, name);

    public Task<ToolResult> RunAsync(params string[] arguments) => ToolProcess.RunAsync(_environment, "", arguments);

    public Task<ToolResult> RunWithAsync(string? input, params string[] arguments) =>
        ToolProcess.RunAsync(_environment, input, arguments);

    public Task<ToolResult> RunAsync(Action<string, Process> onError, params string[] arguments) =>
        ToolProcess.RunAsync(_environment, null, arguments, onError);

    /// <summary>Returns how to start another program in the same environment.</summary>
    public ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs the command, and kills its process as soon as a task completes.</summary>
    public Task<ToolResult> RunKilledAsync(Task kill, string input, params string[] arguments) =>
        ToolProcess.RunAsync(_environment, input, arguments, kill: kill);

    /// <summary>Runs another program, which finds the command as <c>oauthmail</c>.</summary>
    public Task<ToolResult> RunProgramAsync(string? input, params string[] command) => ToolProcess.StartAsync(command, _environment, input);

    /// <summary>Runs another program, and writes a line to its standard input when a task completes.</summary>
    public Task<ToolResult> RunProgramAsync(Task ready, params string[] command) =>
        ToolProcess.StartAsync(command, _environment, "\n", ready: ready);

    /// <summary>Gets the file with the certificate authority of the servers.</summary>
    public string AuthorityFile => PathOf("authority.pem");

    /// <summary>Signs the user of the account 'support' in, by a pasted address.</summary>
    public Task<ToolResult> SignInAsync() => RunAsync(
        (line, process) =>
        {
            if (line.StartsWith(Host.AuthorizationServer.AuthorizationEndpoint.AbsoluteUri, StringComparison.Ordinal))
            {
                _ = PasteAsync(line, process);
            }
        },
        "login", "support", "--paste");

    public async Task<string> BrowseAsync(string url)
    {
        using var browser = Host.CreateHttpClient();
        using var answer = await browser.GetAsync(new Uri(url));
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Signs a user in with another program, and returns its refresh token.</summary>
    public async Task<string> SignInElsewhereAsync(string address, string client = "desktop")
    {
        const string Verifier = "0123456789012345678901234567890123456789012";
        var challenge = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Host.AuthorizationServer.SignInAs(address);
        var scope = Uri.EscapeDataString(Host.CreateAccountOptions(address, OAuthFlow.AuthorizationCode).Scope!);
        var redirect = await BrowseAsync(
            $"{Host.AuthorizationServer.AuthorizationEndpoint}?response_type=code&client_id={client}&redirect_uri=http%3A%2F%2F127.0.0.1"
            + $"&scope={scope}&state=x&code_challenge={challenge}&code_challenge_method=S256");
        var code = HttpUtility.ParseQueryString(new Uri(redirect).Query)["code"]!;
        using var http = Host.CreateHttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["client_id"] = client, ["code_verifier"] = Verifier,
            ["redirect_uri"] = "http://127.0.0.1",
        });
        using var answer = await http.PostAsync(Host.AuthorizationServer.TokenEndpoint, form);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return json["refresh_token"]!.GetValue<string>();
    }

    /// <summary>Writes a file into the home folder, and returns its path.</summary>
    public async Task<string> WriteAsync(string name, string content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _home.Delete(recursive: true);
    }

    private async Task PasteAsync(string url, Process process)
    {
        await process.StandardInput.WriteLineAsync(await BrowseAsync(url));
        process.StandardInput.Close();
    }

    private async Task WriteFilesAsync()
    {
        await File.WriteAllTextAsync(AuthorityFile, Host.CertificateAuthority.Root.ExportCertificatePem());
        _environment["SSL_CERT_FILE"] = AuthorityFile;
        _environment["HOME"] = _home.FullName;
        foreach (var name in new[] { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "OAUTHMAIL_CONFIG" }) _environment[name] = "";
        _environment["DOTNET_CLI_HOME"] = _home.FullName;
        _environment["NO_COLOR"] = "1";
        WriteCommand();

        var alerts = CreateAccount("alerts@test.example", OAuthFlow.ClientCredentials);
        (alerts["ClientId"], alerts["ClientSecret"]) = ("daemon", "daemon-secret");
        var support = CreateAccount("support@test.example", OAuthFlow.AuthorizationCode);
        support["ClientId"] = "desktop";
        var root = new JsonObject
        {
            ["OAuthMail"] = new JsonObject { ["Accounts"] = new JsonObject { ["alerts"] = alerts, ["support"] = support } },
        };
        Directory.CreateDirectory(Path.GetDirectoryName(ConfigurationFile)!);
        await File.WriteAllTextAsync(ConfigurationFile, root.ToJsonString(), Encoding.UTF8);
    }

    private JsonObject CreateAccount(string address, OAuthFlow flow)
    {
        var options = Host.CreateAccountOptions(address, flow);
        return new JsonObject
        {
            ["Flow"] = flow.ToString(),
            ["Address"] = options.Address,
            ["Issuer"] = options.Issuer,
            ["SendsIssuerInRedirects"] = options.SendsIssuerInRedirects.ToString(),
            ["AuthorizationEndpoint"] = options.AuthorizationEndpoint,
            ["TokenEndpoint"] = options.TokenEndpoint,
            ["DeviceAuthorizationEndpoint"] = options.DeviceAuthorizationEndpoint,
            ["RevocationEndpoint"] = options.RevocationEndpoint,
            ["Scope"] = options.Scope,
            ["Smtp"] = options.Smtp,
            ["Imap"] = options.Imap,
            ["Pop3"] = options.Pop3,
        };
    }

    /// <summary>Writes a script with the name of the command into a folder of the search path.</summary>
    private void WriteCommand()
    {
        if (OperatingSystem.IsWindows()) return;
        var script = PathOf("bin/oauthmail");
        Directory.CreateDirectory(PathOf("bin"));
        // Programs that root runs set HOME to that of root.
        File.WriteAllText(script, $"#!/bin/sh\nHOME={_home.FullName} exec {string.Join(' ', ToolProcess.Command)} \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _environment["PATH"] = $"{PathOf("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
