namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The mail server rejected the token.</summary>
    public static Problem TokenRefused { get; } = new(
        "token-refused", ProblemKind.TokenRefused, Responsible.Developer,
        "The mail server rejected the token and gives no other reason: the user name of the login is not the user of the token, "
        + "the token is for another scope or audience, it has expired, its user has no permission on the mailbox, or the protocol is "
        + "disabled for it.",
        "Check the address, the sign-in name and the scope of the account. A connection test compares them with the token. Then check that "
        + "the protocol is enabled for the mailbox, and that the user has permission on it.");

    /// <summary>The token lacks the scope.</summary>
    public static Problem TokenScopeInsufficient { get; } = new(
        "token-scope-insufficient", ProblemKind.Configuration, Responsible.Developer,
        "The server reports that the token lacks the scope for this protocol.",
        "Request the scope that the server names in its challenge, and have it consented to.");

    /// <summary>The token's remaining lifetime is too short.</summary>
    public static Problem TokenEndsSoon { get; } = new(
        "token-ends-soon", ProblemKind.TokenRefused, Responsible.Developer,
        "The server rejects tokens that expire within about ten minutes, as Exchange's High Volume Email does.",
        "Set the provider's MinimumTokenLifetime to ten minutes or more.");

    /// <summary>The server cannot parse the login message.</summary>
    public static Problem LoginMessageRefused { get; } = new(
        "login-message-refused", ProblemKind.Protocol, Responsible.Developer,
        "The server cannot parse the login message: the line is too long, or the server expects another form.",
        "Leave InitialResponse at its default or set it to false, so that the message is sent on its own line. Check that the user "
        + "name is the mailbox's address.");

    /// <summary>The server rejected the mechanism.</summary>
    public static Problem MechanismRefused { get; } = new(
        "mechanism-refused", ProblemKind.Policy, Responsible.Administrator,
        "The server does not know the mechanism, or does not accept it in this state or for this mailbox.",
        "Use a mechanism that the server offers after TLS, and check that authenticated sending is enabled for the mailbox.");

    /// <summary>The server requires authentication.</summary>
    public static Problem NotAuthenticated { get; } = new(
        "not-authenticated", ProblemKind.Protocol, Responsible.Developer,
        "The server requires authentication before this command.",
        "Authenticate first: TLS, then AUTH, then the message.");

    /// <summary>The server rejected a login with a password.</summary>
    public static Problem PasswordLoginRefused { get; } = new(
        "password-login-refused", ProblemKind.Policy, Responsible.Developer,
        "The server rejects logins with a password. The program used a password instead of OAuth.",
        "Authenticate only with XOAUTH2 or OAUTHBEARER.");

    /// <summary>The mail server is temporarily unavailable.</summary>
    public static Problem ServerBusy { get; } = new(
        "mail-server-busy", ProblemKind.Transient, Responsible.None,
        "The mail server cannot process the request at the moment.",
        "Try again later over a new connection.");

    /// <summary>The mail server throttles the account.</summary>
    public static Problem ServerThrottles { get; } = new(
        "mail-server-throttles", ProblemKind.Transient, Responsible.None,
        "The account, the client or the address exceeds a limit of the server: commands, messages or login attempts.",
        "Wait as long as the server requests, or some minutes. If it happens often, have the program reuse connections and send more "
        + "slowly.");

    /// <summary>Too many connections are open.</summary>
    public static Problem TooManyConnections { get; } = new(
        "too-many-connections", ProblemKind.Transient, Responsible.None,
        "The mailbox has as many connections as the server allows at the same time, such as three for sending at Exchange, or "
        + "fifteen for IMAP at Gmail.",
        "Wait until other connections are closed. If it happens often, have the programs that use this mailbox share connections.");

    /// <summary>The sending limit is reached.</summary>
    public static Problem SendingLimitReached { get; } = new(
        "sending-limit-reached", ProblemKind.Transient, Responsible.None,
        "The mailbox has sent as many messages as it may send in a day.",
        "Wait until the limit is lifted, up to 24 hours, or use a service for bulk mail.");

    /// <summary>The message is too large.</summary>
    public static Problem MessageTooLarge { get; } = new(
        "message-too-large", ProblemKind.Configuration, Responsible.Developer,
        "The message is larger than the server accepts.",
        "Send smaller messages, or a link instead of an attachment.");

    /// <summary>The message has too many recipients.</summary>
    public static Problem TooManyRecipients { get; } = new(
        "too-many-recipients", ProblemKind.Configuration, Responsible.Developer,
        "The message has more recipients than the server accepts for one message, such as 500 at Exchange Online or 100 at Gmail.",
        "Send the message several times, each time to a part of the recipients.");

    /// <summary>The server rejected a recipient.</summary>
    public static Problem RecipientRefused { get; } = new(
        "recipient-refused", ProblemKind.Configuration, Responsible.Developer,
        "The server rejected the recipient.",
        "Correct the recipient's address, or ask the administrator why mail to it is not allowed.");

    /// <summary>The server rejected a command after authentication.</summary>
    public static Problem ServerRefused { get; } = new(
        "mail-server-refused", ProblemKind.Policy, Responsible.Administrator,
        "Authentication succeeded, but the server rejected the next command.",
        "Read the server's reply. Its administrator can explain it.");
}
