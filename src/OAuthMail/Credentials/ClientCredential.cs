using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>Authenticates an application at the token endpoint.</summary>
public abstract class ClientCredential
{
    private protected ClientCredential(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>Gets the credential of a public client, such as a desktop application: none (RFC 6749 section 2.1).</summary>
    public static ClientCredential None { get; } = new NoCredential();

    /// <summary>Gets a fingerprint of the credential, which does not reveal it. It is part of the key of application tokens.</summary>
    internal string Fingerprint { get; }

    /// <summary>Returns a fingerprint of the current credential, or <see langword="null"/> if it is unavailable.</summary>
    internal virtual string? GetState() => Fingerprint;

    /// <summary>Adds the credential to a request. It is called for every attempt.</summary>
    internal abstract ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken);

    private sealed class NoCredential() : ClientCredential("none")
    {
        internal override ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken)
        {
            request.Form["client_id"] = clientId;
            return default;
        }
    }
}
