using System.Diagnostics;

namespace OAuthMail.Testing.Vendors.Tests.Scripts;

/// <summary>A test with Debian's Python libraries. It is skipped with a reason if they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    /// <summary>Debian's interpreter. Another one would not find the libraries.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly string? Missing = Find();

    public PythonFactAttribute() => Skip = Missing;

    private static string? Find()
    {
        if (!File.Exists(Python)) return $"{Python} is not installed.";
        var start = new ProcessStartInfo(Python, ["-c", "import msal, google.oauth2.service_account"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : "The libraries are not installed (Debian: python3-msal, python3-google-auth).";
    }
}
