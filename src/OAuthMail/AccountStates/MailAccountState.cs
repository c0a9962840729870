namespace OAuthMail;

/// <summary>The state of an account, or of one of its registrations if incoming and outgoing mail have separate ones.</summary>
public sealed class MailAccountState
{
    /// <summary>Initializes a new instance of the <see cref="MailAccountState"/> class.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">A protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</param>
    /// <param name="status">The status.</param>
    /// <param name="since">When the status began.</param>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An enumeration does not define a value.</exception>
    public MailAccountState(string account, MailProtocol? protocol, MailAccountStatus status, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (protocol is { } one) EnumArgument.Require(one, nameof(protocol));
        EnumArgument.Require(status);
        Account = account;
        Protocol = protocol;
        Status = status;
        Since = since;
    }

    /// <summary>Gets the name of the account.</summary>
    public string Account { get; }

    /// <summary>Gets a protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</summary>
    public MailProtocol? Protocol { get; }

    /// <summary>Gets the status.</summary>
    public MailAccountStatus Status { get; }

    /// <summary>Gets when the status began, in UTC.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>
    /// Gets or sets when a login last succeeded, in UTC. While an account stays connected, it is updated every five minutes.
    /// </summary>
    /// <value>The default is <see langword="null"/>: no login has succeeded.</value>
    public DateTimeOffset? LastSuccess { get; set; }

    /// <summary>Gets or sets the problem.</summary>
    /// <value>The default is <see langword="null"/>: no problem.</value>
    public Problem? Problem { get; set; }

    /// <summary>Gets or sets what happened, without secrets.</summary>
    /// <value>The default is <see langword="null"/>: nothing.</value>
    public string? Detail { get; set; }

    /// <summary>Gets or sets the credential of the account that expires first.</summary>
    /// <value>The default is <see langword="null"/>: none has a known expiration date.</value>
    public CredentialExpiration? NextExpiration { get; set; }

    /// <summary>Gets or sets what the token store contains for the account.</summary>
    /// <value>The default is <see langword="null"/>: nothing.</value>
    public MailAccountTokenState? Tokens { get; set; }

    /// <summary>Returns the account and its status in one line.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString()
    {
        var side = Protocol is { } protocol ? $" ({protocol})" : "";
        var problem = Problem is null ? "" : $", {Problem.Code}";
        return $"{Account}{side}: {Status} since {Since.UtcDateTime:u}{problem}";
    }
}
