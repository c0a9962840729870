namespace OAuthMail.Tool.Tests.MailPrograms;

/// <summary>A test with a mail program of Debian. It is skipped if a file of the program is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    /// <param name="packages">The packages to install.</param>
    /// <param name="files">The files that the test requires.</param>
    public ProgramFactAttribute(string packages, params string[] files) =>
        Skip = files.FirstOrDefault(file => !File.Exists(file)) is { } missing
            ? $"{missing} is missing. Install it with: apt-get install {packages}"
            : null;
}
