using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>How a registered application proves to the token endpoint that it is itself.</summary>
public abstract class ClientCredential
{
    private protected ClientCredential(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>No proof: a public client, such as a desktop program (RFC 6749 section 2.1).</summary>
    public static ClientCredential None { get; } = new NoCredential();

    /// <summary>Tells one credential from another without giving it away; part of the key of application tokens.</summary>
    internal string Fingerprint { get; }

    /// <summary>Tells the credential as it is now from any other, without giving it away; null where that cannot be told.</summary>
    internal virtual string? GetState() => Fingerprint;

    /// <summary>Adds the proof to a request that is about to be sent. Called again for every attempt.</summary>
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
