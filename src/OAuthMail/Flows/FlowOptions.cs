namespace OAuthMail;

/// <summary>Options that all flows have in common.</summary>
public sealed class FlowOptions
{
    /// <summary>Gets or sets a name for messages and logs.</summary>
    /// <value>The default is the client ID, or the user for flows that have one.</value>
    public string? Name { get; set; }

    /// <summary>Gets or sets the clock.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets parameters to add to the authorization request, such as <c>prompt</c> or <c>access_type</c>. They cannot replace parameters
    /// that the flow sets itself.
    /// </summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets parameters to add to token requests, such as <c>resource</c>. They cannot replace parameters that the flow sets itself.
    /// </summary>
    public IDictionary<string, string> TokenParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the time-out of one attempt at a request.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the maximum number of attempts at a request that fails with a transient error.</summary>
    /// <value>The default is 3.</value>
    public int MaximumAttempts { get; set; } = 3;

    /// <summary>
    /// Gets or sets the maximum delay between two attempts. If the server requests a longer delay, the request is not retried and fails.
    /// </summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan MaximumRetryDelay { get; set; } = TimeSpan.FromSeconds(10);
}
