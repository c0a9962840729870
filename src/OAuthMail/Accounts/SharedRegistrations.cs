namespace OAuthMail.Accounts;

/// <summary>
/// The registrations of accounts that refer to a client and change nothing of it. They are created once per client, so that 100,000
/// mailboxes of one application share one object, and its certificate is read once.
/// </summary>
internal sealed class SharedRegistrations
{
    private readonly Dictionary<string, AccountRegistration> _byClient = new(StringComparer.OrdinalIgnoreCase);

    public AccountRegistration? Find(string client) => _byClient.TryGetValue(client, out var registration) ? registration : null;

    public void Add(string client, AccountRegistration registration) => _byClient[client] = registration;
}
