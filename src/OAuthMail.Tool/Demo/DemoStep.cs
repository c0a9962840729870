namespace OAuthMail.Tool.Demo;

/// <summary>One thing that the demo does.</summary>
/// <param name="Flow">The flow, or the event in a token's life.</param>
/// <param name="Mechanism">The SASL mechanism, or empty.</param>
/// <param name="Action">What is done: a token got, a message sent, a message read.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Failure">What went wrong, and what to do; null if nothing did.</param>
internal sealed record DemoStep(string Flow, string Mechanism, string Action, TimeSpan Duration, string Detail, string? Failure)
{
    public bool Succeeded => Failure is null;
}
