using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>The registration of an application at the authorization server: its client ID and its credential.</summary>
public sealed class ClientRegistration
{
    /// <summary>Creates a registration.</summary>
    /// <param name="clientId">The client ID.</param>
    /// <param name="credential">The client credential, or <see langword="null"/> for a public client, which has none.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="clientId"/> is <see langword="null"/> or empty, or contains a space, a quotation mark, a line break or an invisible
    /// character.
    /// </exception>
    public ClientRegistration(string clientId, ClientCredential? credential = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        if (CopiedText.FindErrorInId(clientId) is { } error) throw new ArgumentException(error, nameof(clientId));
        ClientId = clientId;
        Credential = credential ?? ClientCredential.None;
    }

    /// <summary>Gets the client ID. It is not a secret.</summary>
    public string ClientId { get; }

    /// <summary>Gets the client credential.</summary>
    public ClientCredential Credential { get; }

    /// <summary>Returns the client ID.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() => ClientId;
}
