namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Represents a sign-in. Revoking it revokes all of its tokens.</summary>
internal sealed class Grant(TestClient client, TestUser user, IReadOnlyList<string> scopes)
{
    private volatile bool _revoked;

    public TestClient Client { get; } = client;

    public TestUser User { get; } = user;

    /// <summary>Gets the scopes that the user consented to.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;

    public bool IsRevoked => _revoked;

    public void Revoke() => _revoked = true;
}
