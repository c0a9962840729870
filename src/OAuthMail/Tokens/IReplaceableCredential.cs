namespace OAuthMail.Tokens;

/// <summary>
/// A token source whose credential may be replaced while the program runs: a file with a secret, a certificate, a password.
/// </summary>
internal interface IReplaceableCredential
{
    /// <summary>
    /// Tells the credential as it is now from any other, without giving it away; null where that cannot be told. It may read files, and is
    /// asked for only where a request has failed.
    /// </summary>
    string? GetCredentialState();
}
