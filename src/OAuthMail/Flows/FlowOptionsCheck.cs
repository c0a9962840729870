namespace OAuthMail.Flows;

/// <summary>Finds everything that is wrong with a flow's options, before anything is sent.</summary>
internal static class FlowOptionsCheck
{
    /// <summary>The options, or the defaults where there are none.</summary>
    /// <exception cref="MailConfigurationException">An option is out of range, or an extra parameter is one of the flow's own.</exception>
    public static FlowOptions Require(FlowOptions? options)
    {
        if (options is null) return new FlowOptions();
        var failures = new List<OptionError>();
        if (options.TimeProvider is null) failures.Add(new OptionError(nameof(options.TimeProvider), "is missing"));
        if (options.RequestTimeout <= TimeSpan.Zero || options.RequestTimeout.TotalMilliseconds > int.MaxValue)
        {
            failures.Add(
                new OptionError(
                    nameof(options.RequestTimeout), $"is {options.RequestTimeout}; an attempt needs a positive time, and an end"));
        }
        if (options.MaximumAttempts < 1)
        {
            failures.Add(new OptionError(nameof(options.MaximumAttempts), $"is {options.MaximumAttempts}; at least one is needed"));
        }
        if (options.MaximumRetryDelay < TimeSpan.Zero || options.MaximumRetryDelay.TotalMilliseconds > int.MaxValue)
        {
            failures.Add(new OptionError(nameof(options.MaximumRetryDelay), $"is {options.MaximumRetryDelay}, which nobody can wait"));
        }
        AddParameterFailures(failures, nameof(options.AuthorizationParameters), options.AuthorizationParameters);
        AddParameterFailures(failures, nameof(options.TokenParameters), options.TokenParameters);
        MailConfigurationException.ThrowIfAny(options.Name is null ? "the flow" : $"the flow '{options.Name}'", failures);
        return options;
    }

    public static void AddParameterFailures(List<OptionError> failures, string path, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Key.Length == 0) failures.Add(new OptionError(path, "has a parameter without a name"));
            else if (ReservedParameters.Contains(parameter.Key))
            {
                failures.Add(new OptionError($"{path}:{parameter.Key}", "is a parameter that the flow sets itself"));
            }
            else if (parameter.Value is null) failures.Add(new OptionError($"{path}:{parameter.Key}", "has no value"));
        }
    }
}
