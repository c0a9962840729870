namespace OAuthMail.Tool.Demo;

/// <summary>Receives the results of the demo.</summary>
internal interface IDemoOutput
{
    /// <summary>Called once after the servers have started.</summary>
    void Begin(IReadOnlyList<DemoServer> servers);

    /// <summary>Called after each step.</summary>
    void Add(DemoStep step);

    /// <summary>Called once after the last step.</summary>
    void End(bool succeeded, TimeSpan duration);
}
