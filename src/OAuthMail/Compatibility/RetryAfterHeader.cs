namespace OAuthMail.Compatibility;

/// <summary>Reads the header Retry-After, which contains a number of seconds or a date (RFC 9110 section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    private static readonly TimeSpan Minimum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Maximum = TimeSpan.FromHours(1);

    /// <summary>Returns the time to wait, which is not negative, or <see langword="null"/> without the header.</summary>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>
    /// Returns a time that a server requested, clamped to between 1 second and 1 hour, or <see langword="null"/> if it requested none.
    /// </summary>
    public static TimeSpan? Clamp(TimeSpan? requested) =>
        requested < Minimum ? Minimum : requested > Maximum ? Maximum : requested;
}
