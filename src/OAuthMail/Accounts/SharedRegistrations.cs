namespace OAuthMail.Accounts;

/// <summary>
/// The registrations that accounts take over from <see cref="OAuthMailOptions.Clients"/> as they are: made once, so that a hundred
/// thousand mailboxes of one application do not keep as many copies of it, nor read its certificate as often.
/// </summary>
internal sealed class SharedRegistrations
{
    private readonly Dictionary<string, AccountRegistration> _byClient = new(StringComparer.Ordinal);

    public AccountRegistration? Find(string client) => _byClient.TryGetValue(client, out var registration) ? registration : null;

    public void Add(string client, AccountRegistration registration) => _byClient[client] = registration;
}
