using System.Collections.Concurrent;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Holds the users, and the user that is signed in to the browser.</summary>
internal sealed class UserDirectory
{
    private readonly ConcurrentDictionary<string, TestUser> _byId = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private volatile TestUser? _signedIn;

    /// <summary>
    /// Gets or sets the user that is signed in to the browser. The login hint of a request is ignored then.
    /// </summary>
    public TestUser? SignedIn
    {
        get => _signedIn;
        set => _signedIn = value;
    }

    public TestUser Add(TestUser user)
    {
        lock (_gate)
        {
            if (Find(user.Address) is { } other && other != user)
                throw new ArgumentException($"The user '{user.Address}' already exists.", nameof(user));
            return _byId[user.Id] = user;
        }
    }

    public TestUser? FindById(string id) => _byId.GetValueOrDefault(id);

    public TestUser? Find(string name) => _byId.Values.FirstOrDefault(user => user.IsNamed(name));

    /// <summary>Finds a user that must exist.</summary>
    /// <exception cref="ArgumentException">No user has the name.</exception>
    public TestUser Require(string address)
    {
        if (Find(address) is { } user) return user;
        var existing = _byId.Values.Select(u => u.Address).Order(StringComparer.Ordinal).Take(20).ToArray();
        throw new ArgumentException(
            $"No user has the address '{address}'. Add one with AddMailbox or AddUser first. Existing users: "
                + (existing.Length == 0 ? "none" : string.Join(", ", existing)) + ".",
            nameof(address));
    }

    public TestUser GetOrAdd(string name)
    {
        lock (_gate) return Find(name) ?? Add(new TestUser(name));
    }

    /// <summary>
    /// Returns the user for an authorization request: the signed-in user, or the user of the login hint, or the only
    /// user.
    /// </summary>
    public TestUser? Choose(string? hint, bool ignoreSignedIn = false)
    {
        if (SignedIn is { } signedIn && !(ignoreSignedIn && !string.IsNullOrEmpty(hint))) return signedIn;
        if (!string.IsNullOrEmpty(hint)) return Find(hint);
        return _byId.Count == 1 ? _byId.Values.First() : null;
    }
}
