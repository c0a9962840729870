namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The mail server refused the token, and does not say why.</summary>
    public static Problem TokenRefused { get; } = new(
        "token-refused", ProblemKind.TokenRefused, Responsible.Administrator,
        "The mail server refused the token without saying why: it is for another audience or scope, has ended, belongs to a user without rights on the mailbox, or the protocol is switched off for the mailbox.",
        "Look at the token's claims in a connection test; then check that the protocol is enabled for the mailbox, that the user or application has rights on it, and, after a change, wait an hour for it to spread.");

    /// <summary>The token lacks the scope.</summary>
    public static Problem TokenScopeInsufficient { get; } = new(
        "token-scope-insufficient", ProblemKind.Configuration, Responsible.Developer,
        "The server says that the token lacks the scope for this protocol.",
        "Ask for the scope that the server names in its challenge, and have it consented to.");

    /// <summary>The token lasts too short a time.</summary>
    public static Problem TokenEndsSoon { get; } = new(
        "token-ends-soon", ProblemKind.TokenRefused, Responsible.Developer,
        "The server refuses tokens that end within about ten minutes, as Exchange's High Volume Email does.",
        "Set the provider's MinimumTokenLifetime to ten minutes or more.");

    /// <summary>The server cannot read the login message.</summary>
    public static Problem LoginMessageRefused { get; } = new(
        "login-message-refused", ProblemKind.Protocol, Responsible.Developer,
        "The server could not read the login message: the line was too long for it, or it takes the message in another form.",
        "Leave InitialResponse at its default or set it to false, so that the message goes on a line of its own; check that the user is the mailbox's address.");

    /// <summary>The mechanism is not known.</summary>
    public static Problem MechanismRefused { get; } = new(
        "mechanism-refused", ProblemKind.Policy, Responsible.Administrator,
        "The server does not know the mechanism, or does not take it in this state or for this mailbox.",
        "Use a mechanism that the server offers after TLS; at Exchange, check that authenticated SMTP is switched on.");

    /// <summary>Authentication is asked for.</summary>
    public static Problem NotAuthenticated { get; } = new(
        "not-authenticated", ProblemKind.Protocol, Responsible.Developer,
        "The server wants a login before this command.",
        "Log in first: TLS, then AUTH, then the message.");

    /// <summary>A password was sent.</summary>
    public static Problem PasswordLoginRefused { get; } = new(
        "password-login-refused", ProblemKind.Policy, Responsible.Developer,
        "The server answers a login with a password, which it does not take any more. The program fell back from OAuth to a password.",
        "Log in with XOAUTH2 or OAUTHBEARER only.");

    /// <summary>The mail server waits for a while.</summary>
    public static Problem ServerBusy { get; } = new(
        "mail-server-busy", ProblemKind.Transient, Responsible.Nobody,
        "The mail server cannot serve the request at the moment.",
        "Try again later over a new connection.");

    /// <summary>The mail server throttles.</summary>
    public static Problem ServerThrottles { get; } = new(
        "mail-server-throttles", ProblemKind.Transient, Responsible.Developer,
        "The account, the client or the address uses the server too much: commands, messages or attempts to log in.",
        "Wait as long as the server says or some minutes, reuse connections, and send more slowly.");

    /// <summary>Too many connections.</summary>
    public static Problem TooManyConnections { get; } = new(
        "too-many-connections", ProblemKind.Transient, Responsible.Developer,
        "The mailbox has as many connections as the server allows at the same time: three for sending at Exchange, fifteen for IMAP at Gmail.",
        "Close connections that are not needed, and share the others.");

    /// <summary>The sending limit is reached.</summary>
    public static Problem SendingLimitReached { get; } = new(
        "sending-limit-reached", ProblemKind.Transient, Responsible.User,
        "The mailbox has sent as much as it may in a day.",
        "Wait until the limit is lifted, up to 24 hours, or use a service for bulk mail.");

    /// <summary>The message is too large.</summary>
    public static Problem MessageTooLarge { get; } = new(
        "message-too-large", ProblemKind.Configuration, Responsible.Developer,
        "The message is larger than the server takes.",
        "Send less at once, or a link to what is attached.");

    /// <summary>The recipient was refused.</summary>
    public static Problem RecipientRefused { get; } = new(
        "recipient-refused", ProblemKind.Configuration, Responsible.Developer,
        "The server refuses the recipient.",
        "Correct the recipient's address, or ask the administrator why mail to it is not allowed.");

    /// <summary>The server refused something else.</summary>
    public static Problem ServerRefused { get; } = new(
        "mail-server-refused", ProblemKind.Policy, Responsible.Administrator,
        "The login worked, but the server refused what came after it.",
        "Read the server's words; its administrator can say what they mean.");
}
