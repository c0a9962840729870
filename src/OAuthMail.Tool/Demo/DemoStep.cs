namespace OAuthMail.Tool.Demo;

/// <summary>The result of a step of the demo.</summary>
/// <param name="Flow">The flow or the scenario.</param>
/// <param name="Mechanism">The SASL mechanism, or an empty string.</param>
/// <param name="Action">The action, such as acquiring a token or sending a message.</param>
/// <param name="Duration">The duration.</param>
/// <param name="Detail">The result.</param>
/// <param name="Failure">The failure and its remedy, or <see langword="null"/> if the step succeeded.</param>
internal sealed record DemoStep(string Flow, string Mechanism, string Action, TimeSpan Duration, string Detail, string? Failure)
{
    public bool Succeeded => Failure is null;
}
