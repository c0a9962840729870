namespace OAuthMail;

/// <summary>The exception that is thrown if tokens cannot be read from or written to the token store.</summary>
public sealed class TokenStoreException : OAuthMailException
{
    /// <summary>Initializes a new instance of the <see cref="TokenStoreException"/> class.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="detail">What happened, with the name of the file, table or key.</param>
    /// <param name="innerException">The cause, or <see langword="null"/> if there is none.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="problem"/> or <paramref name="detail"/> is <see langword="null"/>.
    /// </exception>
    public TokenStoreException(Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
    }
}
