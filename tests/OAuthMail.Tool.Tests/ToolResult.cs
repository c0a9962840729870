namespace OAuthMail.Tool.Tests;

/// <summary>What a run of the command returned and wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
