namespace OAuthMail.Testing;

/// <summary>
/// A server that the host starts, in the order of its list, and disposes of in the reverse order: then it gives up what still waits,
/// also after a start that failed or never was.
/// </summary>
internal interface IHostedPart : IAsyncDisposable
{
    /// <summary>Begins to serve; afterwards its addresses are known.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
