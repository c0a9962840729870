namespace OAuthMail;

/// <summary>What all flows have in common besides their endpoints and their client.</summary>
public sealed class FlowOptions
{
    /// <summary>A name for messages and logs.</summary>
    /// <value>The client's id by default.</value>
    public string? Name { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Parameters to add to the authorization request, such as <c>prompt</c> or <c>access_type</c>. They cannot replace the flow's own.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Parameters to add to token requests, such as <c>resource</c>. They cannot replace the flow's own.</summary>
    public IDictionary<string, string> TokenParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long one attempt at a request may take.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times a request that failed in passing is attempted in all.</summary>
    /// <value>Three by default.</value>
    public int MaximumAttempts { get; set; } = 3;

    /// <summary>The longest wait between two attempts. A server that asks for a longer one is left alone, and the caller is told.</summary>
    /// <value>Ten seconds by default.</value>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromSeconds(10);
}
