namespace OAuthMail.Tool.Demo;

/// <summary>Where the demo says what happens.</summary>
internal interface IDemoOutput
{
    /// <summary>Called once, when the servers listen.</summary>
    void Begin(IReadOnlyList<DemoServer> servers);

    /// <summary>Called with every step as soon as it has ended.</summary>
    void Add(DemoStep step);

    /// <summary>Called once, at the end.</summary>
    void End(bool succeeded, TimeSpan duration);
}
