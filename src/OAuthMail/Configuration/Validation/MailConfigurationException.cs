namespace OAuthMail;

/// <summary>
/// The exception that is thrown if options are missing, malformed or contradictory. <see cref="Errors"/> contains every error that can be
/// found without a network request, not only the first one.
/// </summary>
public sealed class MailConfigurationException : OAuthMailException
{
    /// <summary>Creates an exception.</summary>
    /// <param name="subject">What the options configure, such as "the account 'alerts'".</param>
    /// <param name="errors">The errors; at least one.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public MailConfigurationException(string subject, IReadOnlyList<OptionError> errors)
        : base(Problems.OptionsInvalid, Describe(subject, errors)) => Errors = errors;

    /// <summary>Gets the errors.</summary>
    public IReadOnlyList<OptionError> Errors { get; }

    private static string Describe(string subject, IReadOnlyList<OptionError> errors)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 1) return $"The configuration of {subject} has an error. {errors[0]}";
        return $"The configuration of {subject} has {errors.Count} errors.\n{string.Join("\n", errors.Select(error => $"- {error}"))}";
    }
}
