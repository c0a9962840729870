namespace OAuthMail;

/// <summary>Options are wrong. All that could be found without asking a server are in <see cref="Failures"/>, not only the first.</summary>
public sealed class MailConfigurationException : OAuthMailException
{
    /// <summary>Reports options that are wrong.</summary>
    /// <param name="subject">What they configure, such as "the account 'alerts'".</param>
    /// <param name="failures">Every failure that was found; at least one.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public MailConfigurationException(string subject, IReadOnlyList<OptionError> failures)
        : base(Problems.OptionsInvalid, Describe(subject, failures)) => Failures = failures;

    /// <summary>Every failure that was found.</summary>
    public IReadOnlyList<OptionError> Failures { get; }

    internal static void ThrowIfAny(string subject, IReadOnlyList<OptionError> failures)
    {
        if (failures.Count > 0) throw new MailConfigurationException(subject, failures);
    }

    private static string Describe(string subject, IReadOnlyList<OptionError> failures)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(failures);
        return $"The options of {subject} have {(failures.Count == 1 ? "an error" : $"{failures.Count} errors")}: {string.Join("; ", failures)}.";
    }
}
