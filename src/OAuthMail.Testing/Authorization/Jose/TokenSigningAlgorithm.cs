namespace OAuthMail.Testing;

/// <summary>Specifies the algorithm that signs tokens (RFC 7518 section 3.1).</summary>
public enum TokenSigningAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 and a 2048-bit key.</summary>
    RS256,
}
