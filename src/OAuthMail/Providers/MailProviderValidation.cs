namespace OAuthMail.Providers;

/// <summary>Finds everything that is wrong with a provider's facts.</summary>
internal static class MailProviderValidation
{
    public static void ThrowIfInvalid(MailProviderOptions options)
    {
        var failures = new List<OptionError>();
        if (string.IsNullOrWhiteSpace(options.Id)) failures.Add(new OptionError(nameof(options.Id), "is missing"));
        if (options.Smtp is null && options.Imap is null && options.Pop3 is null) failures.Add(new OptionError(nameof(options.Smtp), "is missing, and so are Imap and Pop3: at least one server is needed"));
        if (options.Mechanisms.Count == 0) failures.Add(new OptionError(nameof(options.Mechanisms), "is empty: name XOAuth2, OAuthBearer, or both"));
        if (options.Flows.Count == 0) failures.Add(new OptionError(nameof(options.Flows), "is empty"));
        if (options.MinimumTokenLifetime < TimeSpan.Zero) failures.Add(new OptionError(nameof(options.MinimumTokenLifetime), "must not be negative"));
        if (options.RefreshTokenIdleLimit <= TimeSpan.Zero) failures.Add(new OptionError(nameof(options.RefreshTokenIdleLimit), "must be positive, or left out where no limit is known"));
        if (options.SmtpConnectionLimit < 1) failures.Add(new OptionError(nameof(options.SmtpConnectionLimit), "must be at least 1, or left out where no limit is known"));
        if (options.MessagesPerMinuteLimit < 1) failures.Add(new OptionError(nameof(options.MessagesPerMinuteLimit), "must be at least 1, or left out where no limit is known"));

        foreach (var mechanism in options.Mechanisms.Where(m => m is not (OAuthMechanism.XOAuth2 or OAuthMechanism.OAuthBearer))) failures.Add(new OptionError(nameof(options.Mechanisms), $"has {mechanism}, which is none"));
        foreach (var flow in options.Flows.Where(f => !OAuthFlows.All.Contains(f))) failures.Add(new OptionError(nameof(options.Flows), $"has {flow}, which is none"));
        foreach (var scope in options.Scopes.Where(s => s.Value is null)) failures.Add(new OptionError($"{nameof(options.Scopes)}:{scope.Key}", "has no value"));
        if (options.CommonScopes.Any(string.IsNullOrWhiteSpace)) failures.Add(new OptionError(nameof(options.CommonScopes), "has an empty one"));
        if (options.DefaultTenant is { } defaultTenant && !MailProvider.IsTenant(defaultTenant)) failures.Add(new OptionError(nameof(options.DefaultTenant), $"is '{defaultTenant}', which is neither a domain nor a GUID"));
        if (options.LoopbackHost is not ("localhost" or "127.0.0.1" or "::1" or "[::1]")) failures.Add(new OptionError(nameof(options.LoopbackHost), $"is '{options.LoopbackHost}'; it can be 127.0.0.1, [::1] or localhost"));
        foreach (var parameter in options.AuthorizationParameters.Where(p => p.Value is null)) failures.Add(new OptionError($"{nameof(options.AuthorizationParameters)}:{parameter.Key}", "has no value"));

        RequireHttps(failures, nameof(options.TokenEndpoint), options.TokenEndpoint, required: true, options.DefaultTenant);
        RequireHttps(failures, nameof(options.AuthorizationEndpoint), options.AuthorizationEndpoint, options.Flows.Contains(OAuthFlow.AuthorizationCode), options.DefaultTenant);
        RequireHttps(failures, nameof(options.DeviceAuthorizationEndpoint), options.DeviceAuthorizationEndpoint, options.Flows.Contains(OAuthFlow.DeviceCode), options.DefaultTenant);
        RequireHttps(failures, nameof(options.RevocationEndpoint), options.RevocationEndpoint, required: false, options.DefaultTenant);
        MailConfigurationException.ThrowIfAny($"the provider '{options.Id}'", failures);
    }

    private static void RequireHttps(List<OptionError> failures, string name, string? address, bool required, string? tenant)
    {
        if (string.IsNullOrEmpty(address))
        {
            if (required) failures.Add(new OptionError(name, "is missing, and a flow that was named needs it"));
            return;
        }

        if (EndpointAddress.WhyNot(address, tenant) is { } failure) failures.Add(new OptionError(name, failure));
    }
}
