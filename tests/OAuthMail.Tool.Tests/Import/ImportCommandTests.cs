using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthMail.Testing;
using OAuthMail.Tool.Tests.TestServer;

namespace OAuthMail.Tool.Tests.Import;

public class ImportCommandTests
{
    private const string Password = "local päßword";
    private const string Address = "jane@test.example";
    private const int Iterations = 1000;
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 16).Select(number => (byte)number)];

    [Fact]
    public async Task Accounts_of_email_oauth2_proxy_are_imported_with_their_encrypted_tokens()
    {
        await using var world = await StartAsync();
        var token = await world.SignInElsewhereAsync(Address);
        var text = Proxy(world, Encrypt(token));
        var path = await world.WriteAsync("emailproxy.config", text);

        var result = await world.RunWithAsync("", "import", "email-oauth2-proxy", path, "--password-file", await PasswordFileAsync(world));

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal($"{Address}\tjane\timported\toauthmail test jane\n", result.Output);
        Assert.DoesNotContain(token, result.Output + result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync("token", "jane")).ExitCode);
        Assert.Equal(text, await File.ReadAllTextAsync(path));

        // The second time, there is nothing to import.
        var again = await world.RunWithAsync("", "import", "email-oauth2-proxy", path, "--password-file", await PasswordFileAsync(world));
        Assert.Contains("the account exists", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("google", "{\"installed\":{\"client_id\":\"\\ud800\"}}", 65)]
    [InlineData("email-oauth2-proxy", "[a@b.c]\njwt_certificate_path = a\0b\n", 65)]
    public async Task Hostile_file_is_described_and_imports_nothing(string program, string content, int code)
    {
        await using var world = await StartAsync();
        var before = await File.ReadAllTextAsync(world.ConfigurationFile);
        var path = await world.WriteAsync("hostile", content);
        var result = await world.RunWithAsync("", "import", program, path);
        Assert.True(result.ExitCode == code, result.Output + result.Error);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(world.ConfigurationFile));
    }

    [Fact]
    public async Task Endpoint_without_a_valid_tenant_is_kept()
    {
        await using var world = await StartAsync();
        var path = await world.WriteAsync(
            "proxy", "[a@b.example]\nclient_id = x\ntoken_url = https://login.microsoftonline.com/a b/oauth2/v2.0/token\n");
        var result = await world.RunWithAsync("", "import", "email-oauth2-proxy", path);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        Assert.Contains("imported without a sign-in", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deeply_nested_settings_are_refused()
    {
        await using var world = await StartAsync();
        var settings = await world.WriteAsync("config.yaml", "services: " + new string('[', 100_000));
        var token = await world.WriteAsync("x.oama", "{\"service\":\"google\",\"refresh_token\":\"t\"}");
        var result = await world.RunWithAsync("", "import", "oama", token, "--settings", settings);
        Assert.Equal(65, result.ExitCode);
        Assert.Contains("nested too deeply", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_password_imports_nothing()
    {
        await using var world = await StartAsync();
        var before = await File.ReadAllTextAsync(world.ConfigurationFile);
        var path = await world.WriteAsync("emailproxy.config", Proxy(world, Encrypt("token")));
        var password = await world.WriteAsync("password", "wrong");
        var result = await world.RunWithAsync("", "import", "email-oauth2-proxy", path, "--password-file", password);
        Assert.Equal(65, result.ExitCode);
        Assert.Contains("cannot be decrypted with this password", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(world.ConfigurationFile));

        // Without a terminal, nothing is asked.
        var silent = await world.RunWithAsync("", "import", "email-oauth2-proxy", path);
        Assert.Equal(65, silent.ExitCode);
        Assert.Contains("no password was entered", silent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_the_server_rejects_leaves_an_account_without_a_sign_in()
    {
        await using var world = await StartAsync();
        var path = await world.WriteAsync("emailproxy.config", Proxy(world, Encrypt("made-up")));
        var result = await world.RunWithAsync("", "import", "email-oauth2-proxy", path, "--password-file", await PasswordFileAsync(world));
        Assert.Equal(77, result.ExitCode);
        Assert.Contains("oauthmail login jane", result.Output, StringComparison.Ordinal);
        Assert.Equal(77, (await world.RunAsync("token", "jane")).ExitCode);
    }

    [Fact]
    public async Task Client_secret_is_written_to_a_private_file()
    {
        await using var world = await StartAsync();
        var settings = JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["client_id"] = "daemon-app",
            ["client_secret"] = "app-secret",
            ["token_endpoint"] = world.Host.AuthorizationServer.TokenEndpoint.AbsoluteUri,
        });
        world.Host.AuthorizationServer.AddClient(TestClient.Confidential("daemon-app", "app-secret"));
        var path = await world.WriteAsync($"tokens/{Address}", "{\"refresh_token\":\"made-up\",\"access_token\":\"x\",\"expiry\":\"0\"}");
        var result = await world.RunAsync(
            "import", "sasl-xoauth2", path, "--settings", await world.WriteAsync("sasl-xoauth2.conf", settings),
            "--smtp", world.Host.CreateAccountOptions(Address, OAuthFlow.AuthorizationCode).Smtp!, "--account", "postfix",
            "--authorization-endpoint", world.Host.AuthorizationServer.AuthorizationEndpoint.AbsoluteUri);
        Assert.True(result.ExitCode == 77, result.Output + result.Error);
        var secret = world.PathOf(".config/oauthmail/secrets/postfix");
        Assert.Equal("app-secret\n", await File.ReadAllTextAsync(secret));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        }

        Assert.DoesNotContain("app-secret", await File.ReadAllTextAsync(world.ConfigurationFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mutt_oauth2", """{"registration":"microsoft","authflow":"devicecode","email":"j@contoso.com","client_id":"11111111-1111-1111-1111-111111111111"}""", "Microsoft365", "DeviceCode")]
    [InlineData("mutt_oauth2", """{"registration":"microsoft","authflow":"authcode","email":"j@outlook.com","client_id":"11111111-1111-1111-1111-111111111111"}""", "OutlookCom", "AuthorizationCode")]
    [InlineData("mutt_oauth2", """{"registration":"google","authflow":"localhostauthcode","email":"j@gmail.com","client_id":"1.apps.googleusercontent.com","client_secret":"s"}""", "Google", "AuthorizationCode")]
    [InlineData("google", """{"installed":{"client_id":"1.apps.googleusercontent.com","client_secret":"s","token_uri":"https://oauth2.googleapis.com/token"}}""", "Google", "AuthorizationCode")]
    public async Task Known_providers_are_recognized(string source, string content, string provider, string flow)
    {
        await using var world = await StartAsync();
        var path = await world.WriteAsync("source.json", content);
        string[] address = source == "google" ? ["--address", "j@gmail.com"] : [];
        var result = await world.RunAsync(["import", source, path, "--account", "new", .. address]);
        Assert.True(result.ExitCode == 77, result.Output + result.Error);
        Assert.Contains("oauthmail login new", result.Output, StringComparison.Ordinal);
        var account = ReadAccount(world, "new");
        Assert.Equal((provider, flow), (account["Provider"]!.ToString(), account["Flow"]!.ToString()));
        Assert.Null(account["TokenEndpoint"]);
        Assert.Null(account["Scope"]);
    }

    [Fact]
    public async Task Cache_of_MSAL_inside_the_file_of_oauth2ms_is_read()
    {
        await using var world = await StartAsync();
        const string Tenant = "22222222-2222-2222-2222-222222222222";
        var cache = new JsonObject
        {
            ["Account"] = new JsonObject
            {
                ["x"] = new JsonObject { ["home_account_id"] = "u.t", ["username"] = "j@contoso.com", ["realm"] = Tenant },
            },
            ["RefreshToken"] = new JsonObject
            {
                ["x"] = new JsonObject
                {
                    ["home_account_id"] = "u.t", ["environment"] = "login.windows.net", ["client_id"] = Tenant, ["secret"] = "r",
                    ["target"] = "https://outlook.office.com/IMAP.AccessAsUser.All email openid",
                },
            },
        };
        var file = new JsonObject { ["tenant_id"] = Tenant, ["client_secret"] = "s", ["token_cache"] = cache.ToJsonString() };
        var path = await world.WriteAsync("credentials.bin", file.ToJsonString());

        // The token is not sent anywhere: the name of the account is taken.
        var result = await world.RunAsync("import", "oauth2ms", path, "--account", "alerts");
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("'alerts' is taken by the account of alerts@test.example", result.Error, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task File_that_is_encrypted_with_GnuPG_is_decrypted()
    {
        await using var world = await StartAsync();
        const string Content = """
            {
              "registration": "google", "authflow": "authcode", "email": "j@gmail.com",
              "client_id": "1.apps.googleusercontent.com", "client_secret": "s"
            }
            """;
        var path = await EncryptWithGpgAsync(world, Content);
        if (path is null) return;
        var result = await world.RunAsync("import", "mutt_oauth2", path, "--account", "new");
        Assert.True(result.ExitCode == 77, result.Output + result.Error);
    }

    [Theory]
    [InlineData("mutt_oauth2", "")]
    [InlineData("mutt_oauth2", "[]")]
    [InlineData("mutt_oauth2", "{\"registration\":\"x\",\"email\":\"a@b\"}")]
    [InlineData("mutt_oauth2", "{\"a\":1,\"a\":2}")]
    [InlineData("google", "{}")]
    [InlineData("google", "{\"refresh_token\":1,\"client_id\":[]}")]
    [InlineData("msal", "{\"RefreshToken\":{\"a\":{\"secret\":\"x\"}}}")]
    [InlineData("msal", "{\"RefreshToken\":[1]}")]
    [InlineData("oauth2ms", "{\"token_cache\":\"{\"}")]
    [InlineData("oama", "{\"service\":[]}")]
    [InlineData("sasl-xoauth2", "\u0001\u0002")]
    [InlineData("pizauth", "account {")]
    [InlineData("email-oauth2-proxy", "[x@y]\nclient_id")]
    [InlineData("email-oauth2-proxy", "")]
    public async Task File_of_another_form_is_an_error_and_imports_nothing(string source, string content)
    {
        await using var world = await StartAsync();
        var before = await File.ReadAllTextAsync(world.ConfigurationFile);
        var result = await world.RunAsync("import", source, await world.WriteAsync("source", content));
        Assert.Equal(65, result.ExitCode);
        Assert.StartsWith("oauthmail: ", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
        Assert.Equal(before, await File.ReadAllTextAsync(world.ConfigurationFile));
    }

    private static async Task<ToolWorld> StartAsync()
    {
        var world = await ToolWorld.StartAsync();
        world.Host.AddMailbox(Address);
        return world;
    }

    private static Task<string> PasswordFileAsync(ToolWorld world) => world.WriteAsync("password", Password + "\n");

    private static JsonObject ReadAccount(ToolWorld world, string name) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(world.ConfigurationFile))!["OAuthMail"]!["Accounts"]![name]!;

    private static string Proxy(ToolWorld world, string token) => $"""
        # The configuration of the proxy
        [IMAP-1993]
        server_address = localhost
        server_port = {world.Host.Imap.ImplicitTls.Port}

        [{Address}]
        permission_url = {world.Host.AuthorizationServer.AuthorizationEndpoint}
        token_url = {world.Host.AuthorizationServer.TokenEndpoint}
        oauth2_scope = {world.Host.CreateAccountOptions(Address, OAuthFlow.AuthorizationCode).Scope}
        redirect_uri = http://localhost
        client_id = desktop
        client_secret = *** your client secret here ***
        token_salt = {Convert.ToBase64String(Salt)}
        token_iterations = {Iterations}
        refresh_token = {token}

        [@example.com]
        client_id = fallback
        """;

    private static string Encrypt(string text)
    {
        var key = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Password), Salt, Iterations, HashAlgorithmName.SHA256, 32);
        using var aes = Aes.Create();
        aes.Key = key[16..];
        var vector = RandomNumberGenerator.GetBytes(16);
        byte[] body = [0x80, .. new byte[8], .. vector, .. aes.EncryptCbc(Encoding.UTF8.GetBytes(text), vector)];
        byte[] token = [.. body, .. HMACSHA256.HashData(key.AsSpan(0, 16), body)];
        return Convert.ToBase64String(token).Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Encrypts a file with a password of GnuPG's agent, or returns <see langword="null"/> if GnuPG is not installed.</summary>
    private static async Task<string?> EncryptWithGpgAsync(ToolWorld world, string content)
    {
        var plain = await world.WriteAsync("plain.json", content);
        if (OperatingSystem.IsWindows()) return null;
        var home = Directory.CreateDirectory(
            world.PathOf(".gnupg"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(home.FullName, "gpg.conf"), $"pinentry-mode loopback\npassphrase-file {plain}\nbatch\n");
        var start = new ProcessStartInfo("gpg", ["--homedir", home.FullName, "--output", plain + ".gpg", "--symmetric", plain]);
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? plain + ".gpg" : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
