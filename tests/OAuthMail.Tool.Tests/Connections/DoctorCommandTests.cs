using System.Text.Json;

namespace OAuthMail.Tool.Tests.Connections;

public class DoctorCommandTests
{
    [Fact]
    public async Task Findings_are_listed_without_a_connection()
    {
        await using var world = await ToolWorld.StartAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(world.ConfigurationFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        var result = await world.RunAsync("doctor", "--json");
        using var document = JsonDocument.Parse(result.Output);
        var findings = document.RootElement.EnumerateArray().ToList();
        Assert.Contains(findings, finding => finding.GetProperty("account").GetString() == "support");
        if (!OperatingSystem.IsWindows())
        {
            var remedies = findings.Select(finding => finding.GetProperty("whatToDo").GetString()!);
            Assert.Contains(remedies, remedy => remedy.StartsWith("chmod 600", StringComparison.Ordinal));
        }

        Assert.Empty(world.Host.AuthorizationServer.Requests.All);
        Assert.Equal(0, world.Host.Imap.Connections);
    }
}
