namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>What came of one sign-in: all its tokens end together when it is revoked.</summary>
internal sealed class Grant(TestClient client, TestUser user, IReadOnlyList<string> scopes)
{
    private volatile bool _revoked;

    public TestClient Client { get; } = client;

    public TestUser User { get; } = user;

    /// <summary>What the user consented to.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;

    public bool IsRevoked => _revoked;

    public void Revoke() => _revoked = true;
}
