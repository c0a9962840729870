namespace OAuthMail;

/// <summary>Something about an account that people should know: its state changed, or one of its credentials expires soon.</summary>
public sealed class MailAccountNotice
{
    /// <summary>Initializes a new instance of the <see cref="MailAccountNotice"/> class.</summary>
    /// <param name="id">The id. A notice that is repeated after a failure has the same id.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="state">The state of the account.</param>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> or <paramref name="state"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An enumeration does not define a value.</exception>
    public MailAccountNotice(string id, MailAccountNoticeKind kind, MailAccountState state)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(state);
        EnumArgument.Require(kind);
        Id = id;
        Kind = kind;
        State = state;
    }

    /// <summary>Gets the id. A notice that is repeated after a failure has the same id.</summary>
    public string Id { get; }

    /// <summary>Gets the kind.</summary>
    public MailAccountNoticeKind Kind { get; }

    /// <summary>
    /// Gets the state of the account. If a credential expires, it is in <see cref="MailAccountState.NextExpiration"/>.
    /// </summary>
    public MailAccountState State { get; }

    /// <summary>Gets or sets the status before the change.</summary>
    /// <value>The default is <see langword="null"/>: the status did not change.</value>
    public MailAccountStatus? PreviousStatus { get; set; }

    /// <summary>
    /// Gets or sets the sign-in that a user can complete, if the account requires one. Any process that shares the token store can complete
    /// it. All of them use the new tokens.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: no sign-in is required, the account does not support one with a browser, or the application
    /// has a page for it (<see cref="Address"/>).
    /// </value>
    public PendingSignIn? SignIn { get; set; }

    /// <summary>Gets or sets the address of the application's own page for the sign-in (<see cref="IMailSignInPage"/>).</summary>
    /// <value>The default is <see langword="null"/>: no sign-in is required, or the application has no such page.</value>
    public MailSignInAddress? Address { get; set; }

    /// <summary>
    /// Gets the address to open in a browser: of the application's own page, or else of the provider; or <see langword="null"/> if there is
    /// none.
    /// </summary>
    public Uri? SignInUrl => Address?.Url ?? SignIn?.Url;

    /// <summary>Gets when <see cref="SignInUrl"/> expires, in UTC; or <see langword="null"/> if there is none.</summary>
    public DateTimeOffset? SignInExpiresAt => Address?.ExpiresAt ?? SignIn?.ExpiresAt;

    /// <summary>Returns the notice as a sentence or two.</summary>
    /// <returns>Text that is safe to show. The address of a sign-in is not part of it.</returns>
    public override string ToString() => Kind switch
    {
        MailAccountNoticeKind.CredentialExpires =>
            Join(
                $"A credential of the account '{State.Account}' expires soon", State.NextExpiration?.ToString(),
                State.NextExpiration?.Remedy),
        MailAccountNoticeKind.SignInRequired =>
            Join($"A user must sign in for the account '{State.Account}'", State.Detail),
        MailAccountNoticeKind.Failing =>
            Join($"The account '{State.Account}' cannot log in", State.Detail, State.Problem?.Remedy),
        _ => $"The account '{State.Account}' can log in.",
    };

    /// <summary>Joins sentences. The words of a server often end without a full stop.</summary>
    private static string Join(params string?[] sentences) => string.Join(
        " ", sentences.Select(sentence => sentence?.Trim()).Where(sentence => !string.IsNullOrEmpty(sentence))
            .Select(sentence => sentence![sentence.Length - 1] is '.' or '!' or '?' ? sentence : sentence + "."));
}
