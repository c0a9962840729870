using Microsoft.Extensions.Options;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// Validates the options of an application. A section without accounts is an error, unless accounts come from another source.
/// </summary>
internal sealed class ApplicationOptionsValidator(IEnumerable<IMailAccountSource> sources) : IValidateOptions<OAuthMailOptions>
{
    private readonly OAuthMailOptionsValidator _inner = new();
    private readonly bool _hasSources = sources.Any();

    public ValidateOptionsResult Validate(string? name, OAuthMailOptions options)
    {
        if (!_hasSources && options.ReadErrors is { } errors) OAuthMailConfiguration.RequireAccounts(options, errors);
        return _inner.Validate(name, options);
    }
}
