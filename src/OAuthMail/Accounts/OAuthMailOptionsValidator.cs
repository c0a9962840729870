using Microsoft.Extensions.Options;
using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>
/// Validates a program's configuration when the options are first used, or when the program starts if <c>ValidateOnStart</c> is called.
/// </summary>
public sealed class OAuthMailOptionsValidator : IValidateOptions<OAuthMailOptions>
{
    /// <summary>Checks everything that can be checked without a network request.</summary>
    /// <param name="name">The name of the options. All names are checked alike.</param>
    /// <param name="options">The options.</param>
    /// <returns>Success, or all errors with the names of their options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public ValidateOptionsResult Validate(string? name, OAuthMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.ReadErrors ?? new OptionErrors();
        var accounts = OAuthMailOptionsReader.Read(options, errors);
        if (errors.All.Count > 0) return ValidateOptionsResult.Fail(errors.All.Select(error => error.ToString()));
        ValidatedAccounts.Set(options, accounts);
        return ValidateOptionsResult.Success;
    }
}
