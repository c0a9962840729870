namespace OAuthMail.Testing;

/// <summary>The exception that is thrown if a token store does not fulfill its contract.</summary>
public sealed class TokenStoreContractException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="TokenStoreContractException"/> class.</summary>
    /// <param name="message">What was expected, and what the store did.</param>
    public TokenStoreContractException(string message)
        : base(message)
    {
    }
}
