namespace OAuthMail.Tool.Demo;

/// <summary>A server that the demo has started.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Address">Where it listens.</param>
internal sealed record DemoServer(string Name, string Address);
