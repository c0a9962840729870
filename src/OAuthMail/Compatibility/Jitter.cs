namespace OAuthMail.Compatibility;

/// <summary>Chance that keeps processes from doing the same thing at the same moment. It protects nothing.</summary>
internal static class Jitter
{
    private static readonly Random Source = new();

    /// <summary>A number from 0 to 1, for any number of threads: netstandard2.0 has no shared generator.</summary>
    public static double Next()
    {
        lock (Source) return Source.NextDouble();
    }
}
