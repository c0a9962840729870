using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// Creates the options. If they were valid once and are invalid after a reload, it logs the errors and returns the last valid options: an
/// application continues to work while its configuration is being edited.
/// </summary>
internal sealed class LastValidOptionsFactory(
    IEnumerable<IConfigureOptions<OAuthMailOptions>> setups, IEnumerable<IPostConfigureOptions<OAuthMailOptions>> postConfigures,
    IEnumerable<IValidateOptions<OAuthMailOptions>> validations, ILoggerFactory? loggerFactory = null)
    : IOptionsFactory<OAuthMailOptions>
{
    private readonly OptionsFactory<OAuthMailOptions> _inner = new(setups, postConfigures, validations);
    private readonly ConcurrentDictionary<string, OAuthMailOptions> _valid = new(StringComparer.Ordinal);
    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, AccountsLog.Category);

    public OAuthMailOptions Create(string name)
    {
        try
        {
            var options = _inner.Create(name);
            _valid[name] = options;
            return options;
        }
        catch (OptionsValidationException invalid) when (_valid.TryGetValue(name, out var last))
        {
            AccountsLog.InvalidReload(_logger, string.Join(" ", invalid.Failures));
            return last;
        }
        catch (Exception failure) when (failure is not OptionsValidationException && _valid.TryGetValue(name, out var last))
        {
            // The message of another library's exception is not logged, because it may contain a value of the configuration.
            AccountsLog.InvalidReload(_logger, $"reading it failed with {failure.GetType().Name}");
            return last;
        }
    }
}
