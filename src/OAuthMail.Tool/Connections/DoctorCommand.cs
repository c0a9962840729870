using System.CommandLine;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Connections;

/// <summary>Implements <c>oauthmail doctor</c>, which checks everything that can be checked without a connection to a server.</summary>
internal static class DoctorCommand
{
    private static readonly string[] Columns = ["Account", "Severity", "Finding", "What to do", "Problem"];

    public static Command Create()
    {
        var command = new Command(
            "doctor", "Checks the configuration, credentials, stored sign-ins, files and clock, without a connection to a server.");
        command.Run(async (result, services, cancellationToken) =>
        {
            var rows = new List<string?[]>();
            if (FindReadableConfiguration(result.GetValue(GlobalOptions.Configuration)) is { } warning) rows.Add(warning);
            var succeeded = true;
            foreach (var name in services.Names)
            {
                var inspection = await services.Get<IConnectionTester>().InspectAsync(name, cancellationToken).ConfigureAwait(false);
                succeeded &= inspection.Succeeded;
                rows.AddRange(inspection.Findings.Select(finding => Describe(name, finding)));
            }

            Output.WriteRows(result, Columns, rows);
            if (rows.Count == 0) Terminal.Tell("Nothing was found. 'oauthmail test ACCOUNT' connects to the servers.");
            return succeeded ? ExitCodes.Success : ExitCodes.Configuration;
        });
        return command;
    }

    private static string?[] Describe(string name, AccountFinding finding) =>
        [name, finding.IsError ? "error" : "warning", finding.Detail, finding.Remedy, finding.Problem.Code];

    // The file can contain client secrets.
    private static string?[]? FindReadableConfiguration(FileInfo? named)
    {
        if (OperatingSystem.IsWindows()) return null;
        var file = Locations.FindConfiguration(named);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        return (File.GetUnixFileMode(file) & others) == 0
            ? null
            : [null, "warning", $"Other users can read or write the configuration file '{file}'.", $"chmod 600 '{file}'", null];
    }
}
