namespace OAuthMail.Testing.Hosting;

/// <summary>
/// Represents a server that the host starts and disposes. Servers start in the order of the host's list and are
/// disposed in reverse order. Disposing cancels pending requests, and is valid after a start that failed or did not
/// happen.
/// </summary>
internal interface IHostedPart : IAsyncDisposable
{
    /// <summary>Starts the server. Its addresses are known when the task completes.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
