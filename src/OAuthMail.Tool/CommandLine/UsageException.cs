namespace OAuthMail.Tool.CommandLine;

/// <summary>The caller's request cannot be fulfilled as it was written.</summary>
internal sealed class UsageException(string message, int exitCode = ExitCodes.Usage) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
