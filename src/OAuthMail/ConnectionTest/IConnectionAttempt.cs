namespace OAuthMail.ConnectionTest;

/// <summary>One connection of a test, from the name resolution to the end.</summary>
internal interface IConnectionAttempt : IDisposable
{
    /// <summary>Gets why the server rejected the token, or <see langword="null"/> if it did not or a new token would not help.</summary>
    Problem? Rejection { get; }

    /// <summary>Gets the request for another token after a rejection.</summary>
    Task<AccessToken>? Renewal { get; }

    byte[]? FetchedMessage { get; }

    /// <summary>Connects to the server and verifies its certificate.</summary>
    Task<bool> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Uses the token and runs the requested steps.</summary>
    Task UseAsync(AccessToken token, CancellationToken cancellationToken);
}
