using System.Text;
using System.Text.Json;

namespace OAuthMail.Tool.Tests.Tokens;

public class TokenCommandTests
{
    [Fact]
    public async Task Token_is_the_only_output_and_standard_input_is_not_read()
    {
        await using var world = await ToolWorld.StartAsync();
        var first = await world.RunWithAsync(null, "token", "alerts");
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.EndsWith("\n", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', first.Output);
        Assert.Single(first.Output.TrimEnd('\n').Split('\n'));

        // The second process finds the token in the store.
        Assert.Equal(first.Output, (await world.RunAsync("token", "alerts@test.example")).Output);
        Assert.Single(world.Host.AuthorizationServer.Requests.Token);
    }

    [Fact]
    public async Task Formats_carry_the_same_token()
    {
        await using var world = await ToolWorld.StartAsync();
        var token = (await world.RunAsync("token", "alerts")).Output.TrimEnd('\n');
        var raw = $"user=alerts@test.example\u0001auth=Bearer {token}\u0001\u0001";
        var sasl = Convert.ToBase64String(Encoding.UTF8.GetBytes(raw));
        Assert.Equal(sasl + "\n", (await world.RunAsync("token", "alerts", "--format", "sasl")).Output);
        Assert.Equal($"XOAUTH2 {sasl}\n", (await world.RunAsync("token", "alerts", "--format", "mech-sasl")).Output);
        Assert.Equal(raw, (await world.RunAsync("token", "alerts", "--format", "raw")).Output);
        using var json = JsonDocument.Parse((await world.RunAsync("token", "alerts", "--json")).Output);
        Assert.Equal(token, json.RootElement.GetProperty("access_token").GetString());
        Assert.Equal("alerts@test.example", json.RootElement.GetProperty("user").GetString());
    }

    [Fact]
    public async Task File_contains_the_token_and_only_the_user_can_read_it()
    {
        await using var world = await ToolWorld.StartAsync();
        var file = world.PathOf("token");
        var written = await world.RunAsync("token", "alerts", "--file", file);
        Assert.Equal((0, ""), (written.ExitCode, written.Output));
        Assert.Equal((await world.RunAsync("token", "alerts")).Output, await File.ReadAllTextAsync(file));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData(77, "login", "token", "support")]
    [InlineData(78, "alerts, support", "token", "nobody")]
    [InlineData(64, "--help", "token")]
    [InlineData(64, "'x'", "token", "alerts", "--format", "x")]
    [InlineData(64, "86400", "token", "alerts", "--minimum-lifetime", "100000")]
    [InlineData(64, "minutes", "token", "alerts", "--minimum-lifetime", "minutes")]
    [InlineData(78, "/no/file", "token", "alerts", "--config", "/no/file")]
    public async Task Failure_has_no_output_and_its_message_says_what_is_wrong(int code, string words, params string[] arguments)
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync(arguments);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(words, code == 77 ? "login" + result.Error : result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_with_an_untrusted_certificate_receives_no_secret()
    {
        await using var world = await ToolWorld.StartAsync();
        using var other = new OAuthMail.Testing.TestCertificateAuthority();
        await File.WriteAllTextAsync(world.AuthorityFile, other.Root.ExportCertificatePem());
        var result = await world.RunAsync("token", "alerts");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("certificate", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(world.Host.AuthorizationServer.Requests.Token);
    }

    [Theory]
    [InlineData("{ \"OAuthMail\": ", "not valid JSON")]
    [InlineData("{ \"OAuthMail\": { \"Accounts\": { \"alerts\": { \"Flow\": \"Client\" } } } }", "OAuthMail:Accounts:alerts:Flow")]
    [InlineData("{}", "no accounts")]
    public async Task Errors_of_the_configuration_are_named(string configuration, string words)
    {
        await using var world = await ToolWorld.StartAsync();
        await File.WriteAllTextAsync(world.ConfigurationFile, configuration);
        var result = await world.RunAsync("token", "alerts");
        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_receives_user_name_and_token_of_the_server_it_names()
    {
        await using var world = await ToolWorld.StartAsync();
        var smtp = world.Host.Smtp.StartTls;
        var request = $"capability[]=authtype\nprotocol=smtp\nhost={smtp.Host}:{smtp.Port}\nusername=alerts@test.example\n\n";
        var answer = await world.RunWithAsync(request, "git-credential", "get");
        var token = (await world.RunAsync("token", "alerts")).Output;
        Assert.StartsWith($"username=alerts@test.example\npassword={token}password_expiry_utc=", answer.Output, StringComparison.Ordinal);

        foreach (var operation in new[] { "store", "erase", "unknown" })
        {
            Assert.Equal(new ToolResult(0, "", ""), await world.RunWithAsync(request, "git-credential", operation));
        }

        var foreign = "protocol=https\nhost=github.com\n\n";
        Assert.Equal(new ToolResult(0, "", ""), await world.RunWithAsync(foreign, "git-credential", "get"));
    }
}
