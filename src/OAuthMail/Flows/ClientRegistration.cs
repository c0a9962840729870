namespace OAuthMail;

/// <summary>An application as the authorization server knows it: its id and how it proves that it is itself.</summary>
public sealed class ClientRegistration
{
    /// <summary>Names a registration.</summary>
    /// <param name="clientId">The id that the registration got.</param>
    /// <param name="credential">The proof; null for a public client, which has none.</param>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is null or empty.</exception>
    public ClientRegistration(string clientId, ClientCredential? credential = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        ClientId = clientId;
        Credential = credential ?? ClientCredential.None;
    }

    /// <summary>The id that the registration got. Not a secret.</summary>
    public string ClientId { get; }

    /// <summary>How the application proves that it is itself.</summary>
    public ClientCredential Credential { get; }

    /// <summary>The client's id.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => ClientId;
}
