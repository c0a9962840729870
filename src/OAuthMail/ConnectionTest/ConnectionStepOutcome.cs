namespace OAuthMail;

/// <summary>How a step of a connection test ended.</summary>
public enum ConnectionStepOutcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>The test goes on, but something is likely to cause trouble, or went wrong at first.</summary>
    Warning,

    /// <summary>The test ends here.</summary>
    Failed,

    /// <summary>There was nothing to do.</summary>
    Skipped,
}
