using System.Text.Json;

namespace OAuthMail.Tool.Tests.Tokens;

public class TokenFileTests
{
    [Fact]
    public async Task File_is_kept_fresh_until_the_command_is_stopped()
    {
        await using var world = await ToolWorld.StartAsync();
        var file = world.PathOf("token");
        var written = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(world.PathOf(""));
        watcher.Renamed += (_, change) =>
        {
            if (change.Name == "token") written.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        await world.RunKilledAsync(written.Task, "", "token", "alerts", "--keep-fresh", "--file", file);
        Assert.Equal((await world.RunAsync("token", "alerts")).Output, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Keeping_needs_a_file()
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync("token", "alerts", "--keep-fresh");
        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Contains("--file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_contains_the_token_and_no_refresh_token()
    {
        await using var world = await ToolWorld.StartAsync();
        var file = world.PathOf("sasl");
        Assert.Equal(0, (await world.RunAsync("export", "alerts", "--format", "sasl-xoauth2", "--file", file)).ExitCode);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal((await world.RunAsync("token", "alerts")).Output.Trim(), json.RootElement.GetProperty("access_token").GetString());
        Assert.Equal("", json.RootElement.GetProperty("refresh_token").GetString());
        Assert.True(long.Parse(json.RootElement.GetProperty("expiry").GetString()!, null) > DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Equal(64, (await world.RunAsync("export", "alerts", "--format", "other")).ExitCode);
    }
}
