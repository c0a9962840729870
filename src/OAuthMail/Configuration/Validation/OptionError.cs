namespace OAuthMail;

/// <summary>One option that is wrong, and why.</summary>
public sealed class OptionError
{
    /// <summary>Names an option and what is wrong with it.</summary>
    /// <param name="option">The option's path, such as <c>Accounts:alerts:ClientId</c>.</param>
    /// <param name="failure">What is wrong and what to do, beginning in lower case after the option's name: "is missing: …".</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public OptionError(string option, string failure)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(failure);
        Option = option;
        Failure = failure;
    }

    /// <summary>The option's path.</summary>
    public string Option { get; }

    /// <summary>What is wrong with it and what to do.</summary>
    public string Failure { get; }

    /// <summary>The option and its failure, as one sentence without a full stop.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => $"{Option} {Failure}";
}
