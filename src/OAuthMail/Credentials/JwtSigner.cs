namespace OAuthMail;

/// <summary>
/// Signs assertions (RFC 7515, RFC 7523). Derive from it where the key stays in a vault, a hardware module or another service.
/// </summary>
public abstract class JwtSigner
{
    /// <summary>Names the key.</summary>
    /// <param name="algorithm">The algorithm's name in the header, such as <c>RS256</c>, <c>PS256</c> or <c>ES256</c>.</param>
    /// <param name="fingerprint">Tells this key from others, without giving it away: a thumbprint, a key's id.</param>
    /// <exception cref="ArgumentException">An argument is null or empty.</exception>
    protected JwtSigner(string algorithm, string fingerprint)
    {
        ArgumentException.ThrowIfNullOrEmpty(algorithm);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        Algorithm = algorithm;
        Fingerprint = fingerprint;
    }

    /// <summary>The algorithm's name in the header (<c>alg</c>).</summary>
    public string Algorithm { get; }

    /// <summary>Tells this key from others, without giving it away.</summary>
    public string Fingerprint { get; }

    /// <summary>Further members of the header by which the server finds the key: <c>kid</c>, <c>x5t#S256</c>, <c>x5c</c>.</summary>
    public IDictionary<string, string> Header { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Signs.</summary>
    /// <param name="signingInput">The header and the payload, as RFC 7515 section 5.1 joins them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The signature in the form of RFC 7518: for ES256 the two integers, 64 bytes.</returns>
    public abstract ValueTask<byte[]> SignAsync(byte[] signingInput, CancellationToken cancellationToken);

    /// <summary>The algorithm and the fingerprint.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => $"{Algorithm} ({Fingerprint})";
}
