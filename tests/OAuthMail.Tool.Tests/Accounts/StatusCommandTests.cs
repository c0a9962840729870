using System.Text.Json;

namespace OAuthMail.Tool.Tests.Accounts;

public class StatusCommandTests
{
    [Fact]
    public async Task Status_shows_the_last_failure_and_what_to_do()
    {
        await using var world = await ToolWorld.StartAsync();
        Assert.Equal(77, (await world.RunAsync("token", "support")).ExitCode);
        var status = await world.RunAsync("status", "--json");
        Assert.Equal(77, status.ExitCode);
        using var document = JsonDocument.Parse(status.Output);
        var support = document.RootElement.EnumerateArray().Single(row => row.GetProperty("account").GetString() == "support");
        Assert.Equal("NotSignedIn", support.GetProperty("status").GetString());
        Assert.Equal("not-signed-in", support.GetProperty("lastFailure").GetString());
        Assert.Equal("oauthmail login support", support.GetProperty("whatToDo").GetString());

        Assert.Equal(0, (await world.SignInAsync()).ExitCode);
        Assert.Equal(0, (await world.RunAsync("status", "support")).ExitCode);
    }

    [Fact]
    public async Task Accounts_are_listed_in_all_forms()
    {
        await using var world = await ToolWorld.StartAsync();
        var plain = await world.RunAsync("accounts", "--plain");
        Assert.Equal(["alerts", "support"], plain.Output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')[0]));
        using var document = JsonDocument.Parse((await world.RunAsync("accounts", "--json")).Output);
        Assert.Equal(2, document.RootElement.GetArrayLength());
    }
}
