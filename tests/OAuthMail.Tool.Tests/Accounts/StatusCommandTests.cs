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
    public async Task Status_shows_who_signed_in_when_and_why()
    {
        await using var world = await ToolWorld.StartAsync();
        Assert.Equal(0, (await world.SignInAsync()).ExitCode);
        var first = await StatusOfAsync(world, "support");
        Assert.Equal("support@test.example", first.GetProperty("user").GetString());
        Assert.Equal("not-signed-in", first.GetProperty("reason").GetString());
        foreach (var name in new[] { "signedIn", "refreshTokenUsed", "lastRenewal", "tokenExpires" })
        {
            Assert.EndsWith("Z", first.GetProperty(name).GetString(), StringComparison.Ordinal);
        }

        // A sign-in that replaces a valid one has no reason.
        Assert.Equal(0, (await world.SignInAsync()).ExitCode);
        Assert.Null((await StatusOfAsync(world, "support")).GetProperty("reason").GetString());

        // The refresh token is revoked, which the next renewal notices.
        world.Host.AuthorizationServer.RevokeAll("support@test.example");
        Assert.Equal(77, (await world.RunAsync("test", "support")).ExitCode);
        var failed = await StatusOfAsync(world, "support");
        Assert.NotNull(failed.GetProperty("lastFailure").GetString());
        Assert.Equal("test", failed.GetProperty("failedCommand").GetString());
        Assert.Equal(0, (await world.SignInAsync()).ExitCode);
        var renewed = await StatusOfAsync(world, "support");
        Assert.Equal(failed.GetProperty("lastFailure").GetString(), renewed.GetProperty("reason").GetString());
        Assert.Null(renewed.GetProperty("lastFailure").GetString());
    }

    [Fact]
    public async Task Status_of_an_application_shows_its_last_renewal()
    {
        await using var world = await ToolWorld.StartAsync();
        Assert.Null((await StatusOfAsync(world, "alerts")).GetProperty("lastRenewal").GetString());
        Assert.Equal(0, (await world.RunAsync("token", "alerts")).ExitCode);
        var status = await StatusOfAsync(world, "alerts");
        Assert.NotNull(status.GetProperty("lastRenewal").GetString());
        Assert.Null(status.GetProperty("signedIn").GetString());
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

    private static async Task<JsonElement> StatusOfAsync(ToolWorld world, string account)
    {
        using var document = JsonDocument.Parse((await world.RunAsync("status", account, "--json")).Output);
        return Assert.Single(document.RootElement.EnumerateArray()).Clone();
    }
}
