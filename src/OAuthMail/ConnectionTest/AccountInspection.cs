namespace OAuthMail;

/// <summary>The result of an inspection: what an account's configuration shows before anything is sent.</summary>
public sealed class AccountInspection
{
    /// <summary>Initializes a new instance of the <see cref="AccountInspection"/> class, for example in a test.</summary>
    /// <param name="account">The account.</param>
    /// <param name="findings">The findings.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public AccountInspection(MailAccount account, IReadOnlyList<AccountFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(findings);
        Account = account;
        Findings = findings;
    }

    /// <summary>Gets the account.</summary>
    public MailAccount Account { get; }

    /// <summary>Gets the findings, errors first; empty if nothing was found.</summary>
    public IReadOnlyList<AccountFinding> Findings { get; }

    /// <summary>Gets a value that indicates whether there is no error. There can still be warnings.</summary>
    public bool Succeeded => Findings.All(finding => !finding.IsError);

    /// <summary>Returns the findings, one in each line.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => Findings.Count == 0
        ? $"'{Account.Name}': nothing was found."
        : string.Join(Environment.NewLine, Findings.Select(finding => $"'{Account.Name}': {finding}"));
}
