namespace OAuthMail.Compatibility;

/// <summary>
/// Random numbers that prevent processes from doing the same thing at the same time. They are not suitable for cryptography.
/// </summary>
internal static class Jitter
{
    private static readonly Random Source = new();

    /// <summary>Returns a number from 0 to 1. The method is thread-safe. <c>Random.Shared</c> is not available in netstandard2.0.</summary>
    public static double Next()
    {
        lock (Source) return Source.NextDouble();
    }
}
