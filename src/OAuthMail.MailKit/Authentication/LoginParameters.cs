using OAuthMail.Accounts;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.MailKit.Authentication;

/// <summary>The parameters of a login: protocol, server, user, mechanisms, token request and time limit.</summary>
internal sealed class LoginParameters
{
    /// <summary>The order if host and port are unknown: XOAUTH2 doesn't need them, so its message is complete.</summary>
    private static readonly OAuthMechanism[] XOAuth2First = [OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer];

    private LoginParameters(
        MailProtocol protocol, string mailbox, string userName, MailEndpoint? endpoint, IReadOnlyList<OAuthMechanism> mechanisms,
        TimeSpan minimumTokenLifetime, TimeSpan loginTimeout, TimeProvider clock)
    {
        Protocol = protocol;
        UserName = userName;
        Endpoint = endpoint;
        Mechanisms = mechanisms;
        LoginTimeout = loginTimeout;
        Clock = clock;
        Request = new AccessTokenRequest(mailbox, protocol, minimumLifetime: minimumTokenLifetime);
    }

    public MailProtocol Protocol { get; }

    public string UserName { get; }

    /// <summary>Gets the server, or <see langword="null"/> if the caller opened the connection.</summary>
    public MailEndpoint? Endpoint { get; }

    /// <summary>Gets the allowed mechanisms in the order of preference.</summary>
    public IReadOnlyList<OAuthMechanism> Mechanisms { get; }

    public AccessTokenRequest Request { get; }

    /// <summary>Gets the account, or <see langword="null"/> if the caller logs in without one.</summary>
    public MailAccount? Account { get; private set; }

    /// <summary>Gets a value that indicates whether the SMTP server accepts a message of any length on the AUTH line.</summary>
    public bool TakesOneLine { get; private set; }

    /// <summary>Gets the time limit of one login attempt.</summary>
    public TimeSpan LoginTimeout { get; }

    public TimeProvider Clock { get; }

    /// <summary>Gets the server for messages, or only its protocol if the server is unknown.</summary>
    public string Server => Endpoint?.ToString() ?? $"the {Protocol.ToString().ToUpperInvariant()} server";

    /// <summary>Creates the evidence of a reply to this login, or to a command after it.</summary>
    public ReplyEvidence CreateEvidence(ReplyStep step, IReadOnlyList<string> lines) => ReplyEvidence.For(
        Protocol, step, lines, Account?.GetProvider(Protocol), Endpoint?.Host, Account?.GetFlow(Protocol));

    /// <summary>Gets the values that remedies contain.</summary>
    public RemedyValues CreateRemedyValues() => Account is null
        ? new RemedyValues { Mailbox = Request.Mailbox, SignInName = UserName, Host = Endpoint?.Host }
        : AccountRemedyValues.Of(Account, Protocol);

    public static LoginParameters For(MailAccount account, MailProtocol protocol, TimeProvider clock)
    {
        var endpoint = account.GetEndpoint(protocol)
            ?? throw new ArgumentException(
                $"The account '{account.Name}' has no {protocol.ToString().ToUpperInvariant()} server.", nameof(account));
        var provider = account.GetProvider(protocol);
        return new LoginParameters(
            protocol, account.Address, account.GetUserName(protocol), endpoint, provider.Mechanisms, provider.MinimumTokenLifetime,
            account.Connection.LoginTimeout, clock)
        {
            Account = account,
            TakesOneLine = protocol == MailProtocol.Smtp && provider.SmtpTakesOneLine,
        };
    }

    public static LoginParameters For(string mailbox, MailProtocol protocol, MailLoginOptions options) => new(
        protocol, mailbox, options.UserName ?? mailbox, null, options.Mechanism is { } one ? [one] : XOAuth2First,
        options.MinimumTokenLifetime, options.LoginTimeout, TimeProvider.System);
}
