namespace OAuthMail.Tokens;

/// <summary>
/// A token source whose credential can be replaced while the program runs, such as a secret in a file, a certificate or a password.
/// </summary>
internal interface IReplaceableCredential
{
    /// <summary>
    /// Returns a fingerprint of the current credential, or <see langword="null"/> if unavailable. The fingerprint does not reveal the
    /// credential. The method may read files. It is called only before a request and after one has failed.
    /// </summary>
    string? GetCredentialState();
}
