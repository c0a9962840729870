using System.Text.RegularExpressions;

namespace OAuthMail.Tool.Tests.SignIn;

public partial class LoginCommandTests
{
    [Fact]
    public async Task User_signs_in_by_a_pasted_address_and_out_again()
    {
        await using var world = await ToolWorld.StartAsync();
        var signedIn = await world.SignInAsync();
        Assert.Equal((0, ""), (signedIn.ExitCode, signedIn.Output));
        Assert.Contains("support@test.example signed in.", signedIn.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync("token", "support")).ExitCode);

        Assert.Equal(0, (await world.RunAsync("logout", "support")).ExitCode);
        Assert.Equal(77, (await world.RunAsync("token", "support")).ExitCode);
    }

    [Fact]
    public async Task User_signs_in_on_another_device()
    {
        await using var world = await ToolWorld.StartAsync();
        var signedIn = await world.RunAsync(
            (line, _) =>
            {
                if (Code().Match(line) is { Success: true } match)
                {
                    world.Host.AuthorizationServer.ApproveDevice(match.Groups[1].Value, "support@test.example");
                }
            },
            "login", "support", "--device");
        Assert.Equal(0, signedIn.ExitCode);
        Assert.Equal(0, (await world.RunAsync("token", "support")).ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("hello\n")]
    [InlineData("http://127.0.0.1/?code=x&state=forged\n")]
    [InlineData("http://127.0.0.1/?error=access_denied\u001b[31m&state=x\n")]
    public async Task Wrong_address_is_an_error_without_control_characters(string input)
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunWithAsync(input, "login", "support", "--paste");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("oauthmail: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
    }

    [Fact]
    public async Task Only_one_way_can_be_chosen()
    {
        await using var world = await ToolWorld.StartAsync();
        var result = await world.RunAsync("login", "support", "--paste", "--device");
        Assert.Equal(64, result.ExitCode);
        Assert.Contains("only one", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex("enter the code ([A-Z0-9-]+)")]
    private static partial Regex Code();
}
