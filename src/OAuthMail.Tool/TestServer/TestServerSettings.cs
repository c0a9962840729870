namespace OAuthMail.Tool.TestServer;

/// <summary>Represents the arguments of <c>oauthmail test-server</c>.</summary>
internal sealed record TestServerSettings
{
    public const string DefaultUser = "user@test.example";
    public const string CatchAll = "catch-all@test.example";
    public const string ClientId = "test-client";
    public const string ClientSecret = "test-secret";
    public const string NativeClientId = "test-app";

    public TestServerPorts Ports { get; init; } = new();

    public bool Json { get; init; }

    public bool CatchesAll { get; init; }

    public IReadOnlyList<string> Users { get; init; } = [DefaultUser];

    public TestServerDialect Dialect { get; init; }

    public string? Host { get; init; }

    public string? CaFile { get; init; }

    public string? ControlToken { get; init; }

    public bool KeepsRunning { get; init; }

    public int? Parent { get; init; }
}
