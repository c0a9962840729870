namespace OAuthMail.MailKit.Authentication;

/// <summary>Who logs in where.</summary>
internal sealed class LoginTarget
{
    private static readonly OAuthMechanism[] CompleteFirst = [OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer];

    private LoginTarget(
        MailProtocol protocol, string mailbox, string userName, MailEndpoint? endpoint, IReadOnlyList<OAuthMechanism> mechanisms,
        TimeSpan leastLifetime, TimeSpan loginTimeout, TimeProvider clock)
    {
        Protocol = protocol;
        UserName = userName;
        Endpoint = endpoint;
        Mechanisms = mechanisms;
        LoginTimeout = loginTimeout;
        Clock = clock;
        Request = new AccessTokenRequest(mailbox, protocol, leastLifetime: leastLifetime);
    }

    public MailProtocol Protocol { get; }

    public string UserName { get; }

    /// <summary>The server; null where somebody else connected to it.</summary>
    public MailEndpoint? Endpoint { get; }

    /// <summary>The mechanisms that may be used, the best first.</summary>
    public IReadOnlyList<OAuthMechanism> Mechanisms { get; }

    public AccessTokenRequest Request { get; }

    /// <summary>How long one attempt to log in may take.</summary>
    public TimeSpan LoginTimeout { get; }

    public TimeProvider Clock { get; }

    /// <summary>The server, or the protocol where that is all that is known.</summary>
    public string Server => Endpoint?.ToString() ?? $"the {Protocol.ToString().ToUpperInvariant()} server";

    public static LoginTarget For(MailAccount account, MailProtocol protocol, TimeProvider clock)
    {
        var endpoint = account.GetEndpoint(protocol)
            ?? throw new ArgumentException(
                $"The account '{account.Name}' has no {protocol.ToString().ToUpperInvariant()} server.", nameof(account));
        var provider = account.GetProvider(protocol);
        return new LoginTarget(
            protocol, account.Address, account.GetUserName(protocol), endpoint, provider.Mechanisms, provider.MinimumTokenLifetime,
            account.Connection.LoginTimeout, clock);
    }

    public static LoginTarget For(string mailbox, MailProtocol protocol, MailLoginOptions options) => new(
        protocol, mailbox, options.UserName ?? mailbox, null, options.Mechanism is { } one
            ? [one]
            : CompleteFirst, options.MinimumTokenLifetime, options.LoginTimeout, TimeProvider.System);
}
