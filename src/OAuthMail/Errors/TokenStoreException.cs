namespace OAuthMail;

/// <summary>Tokens cannot be read from, or written to, where they are kept.</summary>
public sealed class TokenStoreException : OAuthMailException
{
    /// <summary>Reports a problem with stored tokens.</summary>
    /// <param name="problem">The catalogue's row.</param>
    /// <param name="detail">What happened this time, naming the file, table or key.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    /// <exception cref="ArgumentNullException"><paramref name="problem"/> or <paramref name="detail"/> is null.</exception>
    public TokenStoreException(Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
    }
}
