namespace OAuthMail.DependencyInjection;

/// <summary>The accounts of one source as last read.</summary>
internal sealed class SourceAccounts
{
    public static SourceAccounts None { get; } = new();

    /// <summary>Gets the options of all accounts, including those that are invalid.</summary>
    public Dictionary<string, MailAccountOptions> Options { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the valid accounts.</summary>
    public Dictionary<string, MailAccount> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the errors of the other accounts.</summary>
    public Dictionary<string, IReadOnlyList<OptionError>> Errors { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets why the source could not be read, or <see langword="null"/> if it was read.</summary>
    public string? Failure { get; private set; }

    /// <summary>Creates a copy that can be changed.</summary>
    public SourceAccounts Clone()
    {
        var copy = new SourceAccounts { Failure = Failure };
        foreach (var pair in Options) copy.Options[pair.Key] = pair.Value;
        foreach (var pair in Accounts) copy.Accounts[pair.Key] = pair.Value;
        foreach (var pair in Errors) copy.Errors[pair.Key] = pair.Value;
        return copy;
    }

    public SourceAccounts WithFailure(string? reason)
    {
        var copy = Clone();
        copy.Failure = reason;
        return copy;
    }

    public void Remove(string name)
    {
        Options.Remove(name);
        Accounts.Remove(name);
        Errors.Remove(name);
    }
}
