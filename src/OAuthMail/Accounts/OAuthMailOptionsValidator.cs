using Microsoft.Extensions.Options;

namespace OAuthMail;

/// <summary>Checks a program's configuration where the options framework asks for it, at the start if <c>ValidateOnStart</c> says so.</summary>
public sealed class OAuthMailOptionsValidator : IValidateOptions<OAuthMailOptions>
{
    /// <summary>Checks everything that can be checked without asking a server.</summary>
    /// <param name="name">The options' name; all are checked alike.</param>
    /// <param name="options">The options.</param>
    /// <returns>Success, or every failure with its option's name.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public ValidateOptionsResult Validate(string? name, OAuthMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            options.CreateAccounts();
            return ValidateOptionsResult.Success;
        }
        catch (MailConfigurationException invalid)
        {
            return ValidateOptionsResult.Fail(invalid.Failures.Select(failure => failure.ToString()));
        }
    }
}
