using System.Diagnostics;
using System.Text.Json.Nodes;
using OAuthMail.Tests;

namespace OAuthMail.Testing.Vendors.Tests.Scripts;

/// <summary>Runs a script with a vendor's library in another process. The script reads its settings as JSON.</summary>
internal static class VendorScript
{
    private const string UserCode = "user_code ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs a script until it exits.</summary>
    /// <param name="program">The interpreter.</param>
    /// <param name="script">The path of the script in the project's folder.</param>
    /// <param name="host">The servers, whose certificate the script trusts.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="showCode">Receives the user code that the script displays.</param>
    /// <returns>The last line that the script printed, which is its result as JSON.</returns>
    public static async Task<JsonNode> RunAsync(
        string program, string script, MailTestHost host, JsonObject settings, Action<string>? showCode = null)
    {
        var path = SourceTree.PathOf(["tests", "OAuthMail.Testing.Vendors.Tests", .. script.Split('/')]);
        var folder = Directory.CreateTempSubdirectory("oauthmail-vendors-");
        try
        {
            var ca = Path.Combine(folder.FullName, "ca.pem");
            using (var root = host.CertificateAuthority.Root) await File.WriteAllTextAsync(ca, root.ExportCertificatePem() + "\n");
            settings["ca"] = ca;
            var start = new ProcessStartInfo(program, [path, settings.ToJsonString()])
            {
                WorkingDirectory = Path.GetDirectoryName(path)!,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            (start.Environment["NODE_EXTRA_CA_CERTS"], start.Environment["REQUESTS_CA_BUNDLE"]) = (ca, ca);
            using var process = Process.Start(start)!;
            return await ReadAsync(process, script, showCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonNode> ReadAsync(Process process, string script, Action<string>? showCode)
    {
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            string? last = null;
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } next)
            {
                if (next.StartsWith(UserCode, StringComparison.Ordinal)) showCode?.Invoke(next[UserCode.Length..]);
                else last = next;
            }

            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(process.ExitCode == 0 && last is not null, $"{script} exited with {process.ExitCode}: {last}\n{await errors}");
            return JsonNode.Parse(last)!;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
