namespace OAuthMail.Graph.Http;

/// <summary>Whether a request may have been accepted. It must not be sent again then, whatever a handler before it does.</summary>
internal sealed class TrackedWrite
{
    private int _isRunning;

    /// <summary>Gets or sets a value that indicates whether the last part of the body may have been written.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Returns whether a response shows that the server has certainly not accepted the request.</summary>
    public static bool IsRejection(HttpResponseMessage response) => (int)response.StatusCode is >= 300 and < 500 and not 408
        || ((int)response.StatusCode == 503 && response.Headers.RetryAfter is not null);

    /// <summary>Begins an attempt.</summary>
    /// <returns><see langword="false"/> if another attempt runs, or may have been accepted.</returns>
    public bool TryBegin()
    {
        if (Interlocked.CompareExchange(ref _isRunning, 1, 0) != 0) return false;
        if (!IsComplete) return true;
        Volatile.Write(ref _isRunning, 0);
        return false;
    }

    /// <summary>Ends an attempt.</summary>
    /// <param name="isRejected">Whether the server has certainly not accepted the request.</param>
    public void End(bool isRejected)
    {
        if (isRejected) IsComplete = false;
        Volatile.Write(ref _isRunning, 0);
    }
}
