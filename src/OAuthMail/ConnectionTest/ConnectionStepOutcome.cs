namespace OAuthMail;

/// <summary>Specifies the outcome of a step of a connection test.</summary>
public enum ConnectionStepOutcome
{
    /// <summary>The step succeeded.</summary>
    Passed,

    /// <summary>The test continues, but a later step may fail, or the first token was rejected.</summary>
    Warning,

    /// <summary>The step failed, and the test stopped.</summary>
    Failed,

    /// <summary>The step was not necessary.</summary>
    Skipped,
}
