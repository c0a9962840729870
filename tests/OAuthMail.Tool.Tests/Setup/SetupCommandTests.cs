using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthMail.Testing;

namespace OAuthMail.Tool.Tests.Setup;

public class SetupCommandTests
{
    public static TheoryData<string> Names => new(Misconfigurations.All.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Misconfiguration_is_named(string name)
    {
        var (problem, inject) = Misconfigurations.All[name];
        await using var world = await SetupWorld.StartAsync();
        inject(world);
        await world.WriteAsync();
        var result = await world.Tool.RunAsync(
            "setup", "--verify", "alerts", "--json", "--send-to", SetupWorld.Mailbox, "--script", world.Tool.PathOf("script.ps1"));
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain(SetupWorld.Secret, result.Output + result.Error, StringComparison.Ordinal);
        if (result.Output.Length == 0)
        {
            // The library does not even accept the options.
            Assert.Equal("options-invalid", problem);
            Assert.Contains("Accounts:alerts:", result.Error, StringComparison.Ordinal);
            return;
        }

        using var findings = JsonDocument.Parse(result.Output);
        var first = findings.RootElement.EnumerateArray().First(one => one.GetProperty("severity").GetString() == "error");
        Assert.True(first.GetProperty("problem").GetString() == problem, result.Output);
        Assert.NotEmpty(first.GetProperty("whatToDo").GetString()!);
    }

    [Fact]
    public async Task Application_is_set_up_in_one_command()
    {
        await using var world = await SetupWorld.StartAsync();
        var secret = await world.Tool.WriteAsync("secret", SetupWorld.Secret + "\n");
        var script = world.Tool.PathOf("admin.ps1");
        var result = await world.Tool.RunAsync(
            "setup", SetupWorld.Provider, "--address", SetupWorld.Mailbox, "--tenant", "contoso.onmicrosoft.com", "--client-id",
            SetupWorld.ClientId, "--client-secret-file", secret, "--script", script);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("The account 'alerts' works.", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await world.Tool.RunAsync("token", "alerts")).ExitCode);
        var text = await File.ReadAllTextAsync(script);
        Assert.Contains($"$appId = '{SetupWorld.ClientId}'", text, StringComparison.Ordinal);
        Assert.Contains("$objectId = '", text, StringComparison.Ordinal);
        Assert.Contains("New-ServicePrincipal -AppId $appId -ObjectId $objectId", text, StringComparison.Ordinal);
        Assert.DoesNotContain(SetupWorld.Secret, text + result.Output + result.Error, StringComparison.Ordinal);

        // The account is not replaced.
        var again = await world.Tool.RunAsync("setup", SetupWorld.Provider, "--account", "alerts", "--address", "other@contoso.example");
        Assert.Equal(64, again.ExitCode);
        Assert.Contains("--verify alerts", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejected_credential_still_writes_the_part_of_the_administrator()
    {
        await using var world = await SetupWorld.StartAsync();
        var secret = await world.Tool.WriteAsync("secret", "wrong~secret\n");
        var script = world.Tool.PathOf("admin.ps1");
        var result = await world.Tool.RunAsync(
            "setup", SetupWorld.Provider, "--address", "o'brien@contoso.example", "--client-id", SetupWorld.ClientId,
            "--tenant", "contoso.onmicrosoft.com", "--client-secret-file", secret, "--script", script, "--json");
        Assert.Equal(78, result.ExitCode);
        Assert.Equal("client-secret-wrong", JsonNode.Parse(result.Output)![0]!["problem"]!.GetValue<string>());
        Assert.Equal(Encoding.UTF8.GetPreamble(), (await File.ReadAllBytesAsync(script))[..3]);
        var text = await File.ReadAllTextAsync(script);
        Assert.Contains("$mailbox = 'o''brien@contoso.example'", text, StringComparison.Ordinal);
        Assert.Contains("Get-MgServicePrincipal", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_account_is_followed_by_a_sign_in()
    {
        await using var world = await SetupWorld.StartAsync();
        world.Host.AuthorizationServer.AddClient(TestClient.Native("33333333-3333-3333-3333-333333333333"));
        var result = await world.Tool.RunAsync(
            "setup", SetupWorld.Provider, "--user", "--address", SetupWorld.Mailbox, "--client-id", "33333333-3333-3333-3333-333333333333");
        Assert.Equal(77, result.ExitCode);
        Assert.Contains("oauthmail login alerts", result.Error, StringComparison.Ordinal);
        var steps = await world.Tool.RunAsync("setup", SetupWorld.Provider, "--user");
        Assert.Contains("http://localhost", steps.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_answers_are_named_without_a_terminal()
    {
        await using var world = await SetupWorld.StartAsync();
        var result = await world.Tool.RunAsync("setup", "microsoft365");
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("--address, --client-id, --certificate or --client-secret-file", result.Error, StringComparison.Ordinal);
        Assert.Contains("Office 365 Exchange Online", result.Error, StringComparison.Ordinal);
        Assert.Equal(64, (await world.Tool.RunAsync("setup")).ExitCode);
        Assert.Contains("The providers are: Microsoft365", (await world.Tool.RunAsync("setup", "contoso")).Error, StringComparison.Ordinal);
        Assert.Equal(64, (await world.Tool.RunAsync("setup", "google", "--user", "--device")).ExitCode);
        Assert.Contains(
            "is not a mail address",
            (await world.Tool.RunAsync("setup", "microsoft365", "--address", "not an address")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delegation_of_a_service_account_contains_its_number()
    {
        await using var world = await SetupWorld.StartAsync();
        var account = world.Host.AuthorizationServer.AddServiceAccount("robot@project.iam.gserviceaccount.com", SetupWorld.Mailbox);
        var json = JsonNode.Parse(account.KeyFileJson)!.AsObject();
        json["client_id"] = "123456789012345678901";
        var key = await world.Tool.WriteAsync("key.json", json.ToJsonString());
        var result = await world.Tool.RunAsync(
            "setup", "google", "--service-account-key", key, "--address", "user@workspace.example", "--no-verify");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Client ID: 123456789012345678901", result.Error, StringComparison.Ordinal);
        Assert.Contains("https://mail.google.com/", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../config.json")]
    [InlineData("../../elsewhere")]
    [InlineData("a:b")]
    [InlineData("")]
    public async Task Name_that_is_not_a_name_changes_no_file(string name)
    {
        await using var world = await SetupWorld.StartAsync();
        await world.WriteAsync();
        var before = await File.ReadAllTextAsync(world.Tool.ConfigurationFile);
        var secret = await world.Tool.WriteAsync("secret", SetupWorld.Secret);
        var result = await world.Tool.RunAsync(
            "setup", "google", "--user", "--no-verify", "--address", "x@y.example", "--client-id", "id", "--client-secret-file", secret,
            "--account", name);
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("is not a name of an account", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(world.Tool.ConfigurationFile));
    }

    [Fact]
    public async Task First_accounts_are_added_at_once_where_no_file_exists()
    {
        await using var world = await ToolWorld.StartAsync();
        var secret = await world.WriteAsync("secret", SetupWorld.Secret);
        var file = world.PathOf("new/accounts.json");
        var names = new[] { "one", "two", "three" };
        var results = await Task.WhenAll(names.Select(name => AddAsync(name, file)));
        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Error));
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        Assert.Equal(names.Order(), json["OAuthMail"]!["Accounts"]!.AsObject().Select(entry => entry.Key).Order());

        // A secret of another configuration file in this folder is not replaced.
        var before = await File.ReadAllTextAsync(world.PathOf("new/secrets/one"));
        await File.WriteAllTextAsync(secret, "another");
        Assert.Equal(0, (await AddAsync("one", world.PathOf("new/other.json"))).ExitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(world.PathOf("new/secrets/one")));

        Task<ToolResult> AddAsync(string name, string configuration) => world.RunAsync(
            "setup", "google", "--user", "--no-verify", "--address", $"{name}@y.example", "--client-id", "id",
            "--client-secret-file", secret, "--account", name, "--config", configuration);
    }
}
