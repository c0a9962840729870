namespace OAuthMail.Tool.Demo;

/// <summary>A server of the demo.</summary>
/// <param name="Name">The name for the output.</param>
/// <param name="Address">The address.</param>
internal sealed record DemoServer(string Name, string Address);
