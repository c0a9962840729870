using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// Reads options from a section, and says when the section was reloaded. Errors are kept in the options, so that validation reports them
/// together with all others.
/// </summary>
internal sealed class SectionOptions(IConfiguration section)
    : IConfigureOptions<OAuthMailOptions>, IOptionsChangeTokenSource<OAuthMailOptions>
{
    public string Name => Options.DefaultName;

    public void Configure(OAuthMailOptions options)
    {
        var errors = new OptionErrors(OAuthMailConfiguration.PathOf(section));
        OAuthMailConfiguration.Read(section, options, errors);
        options.ReadErrors = errors;
    }

    public IChangeToken GetChangeToken() => section.GetReloadToken();
}
