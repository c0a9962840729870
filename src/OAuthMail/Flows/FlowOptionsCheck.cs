using OAuthMail.Configuration.Validation;

namespace OAuthMail.Flows;

/// <summary>Checks the options of a flow before anything is sent.</summary>
internal static class FlowOptionsCheck
{
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromDays(24);

    /// <summary>Returns the options, or the defaults if there are none.</summary>
    /// <exception cref="MailConfigurationException">
    /// An option is out of range, or an extra parameter is one that the flow sets itself.
    /// </exception>
    public static FlowOptions Require(FlowOptions? options)
    {
        if (options is null) return new FlowOptions();
        var errors = new OptionErrors();
        errors.CheckNotNull(nameof(options.TimeProvider), options.TimeProvider);
        errors.CheckTimeout(nameof(options.RequestTimeout), options.RequestTimeout);
        errors.CheckRange(nameof(options.MaximumAttempts), options.MaximumAttempts, 1);
        errors.CheckRange(nameof(options.MaximumRetryDelay), options.MaximumRetryDelay, TimeSpan.Zero, MaximumDelay);
        AddParameterErrors(errors.At(nameof(options.AuthorizationParameters)), options.AuthorizationParameters);
        AddParameterErrors(errors.At(nameof(options.TokenParameters)), options.TokenParameters);
        errors.ThrowIfAny(options.Name is null ? "the flow" : $"the flow '{options.Name}'");
        return options;
    }

    /// <summary>Reports parameters that have no name or no value, and those that the flow sets itself.</summary>
    public static void AddParameterErrors(OptionErrors errors, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.Key.Length == 0) errors.Add("A parameter has no name.");
            else if (ReservedParameters.Contains(parameter.Key))
            {
                errors.Add(parameter.Key, "Must not be set: the flow sets this parameter itself.");
            }
            else if (parameter.Value is null) errors.Add(parameter.Key, "The parameter has no value.");
        }
    }
}
