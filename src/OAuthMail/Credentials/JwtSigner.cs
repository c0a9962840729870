namespace OAuthMail;

/// <summary>
/// Signs assertions (RFC 7515, RFC 7523). Derive from it if the key is in a vault, a hardware module or another service.
/// </summary>
public abstract class JwtSigner
{
    /// <summary>Creates a signer.</summary>
    /// <param name="algorithm">The name of the algorithm in the header, such as <c>RS256</c>, <c>PS256</c> or <c>ES256</c>.</param>
    /// <param name="fingerprint">A text that identifies the key and does not reveal it, such as a thumbprint or a key id.</param>
    /// <exception cref="ArgumentException">An argument is <see langword="null"/> or empty.</exception>
    protected JwtSigner(string algorithm, string fingerprint)
    {
        ArgumentException.ThrowIfNullOrEmpty(algorithm);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        Algorithm = algorithm;
        Fingerprint = fingerprint;
    }

    /// <summary>Gets the name of the algorithm in the header (<c>alg</c>).</summary>
    public string Algorithm { get; }

    /// <summary>Gets a text that identifies the key and does not reveal it.</summary>
    public string Fingerprint { get; }

    /// <summary>Gets further members of the header, by which the server finds the key: <c>kid</c>, <c>x5t#S256</c>, <c>x5c</c>.</summary>
    public IDictionary<string, string> Header { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Signs an assertion.</summary>
    /// <param name="signingInput">The header and the payload, joined as RFC 7515 section 5.1 defines.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The signature in the form of RFC 7518: for ES256, the two integers as 64 bytes.</returns>
    public abstract ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken);

    /// <summary>Returns the algorithm and the fingerprint.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"{Algorithm} ({Fingerprint})";
}
