using OAuthMail.Configuration.Validation;

namespace OAuthMail.Providers;

/// <summary>Checks the options of a provider.</summary>
internal static class MailProviderOptionsReader
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "::1", "[::1]"];

    /// <summary>
    /// Returns a copy of the options in which blank texts are unset and a cloud is expanded; <see langword="null"/> if there are errors.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="errors">The scope of the options.</param>
    /// <param name="id">The id of the provider if the options have none.</param>
    public static MailProviderOptions? Read(MailProviderOptions options, OptionErrors errors, string id = "")
    {
        var before = errors.Count;
        var facts = MailProviderOptionKeys.Table.Copy(options);
        if (facts.Id.Length == 0) facts.Id = id;
        if (facts.Cloud is { } cloud) return ReadCloud(facts, cloud, errors);
        if (string.IsNullOrWhiteSpace(facts.Id))
        {
            errors.AddMissing(nameof(facts.Id), "Set the name by which accounts refer to the provider.");
        }

        if (facts.Smtp is null && facts.Imap is null && facts.Pop3 is null && !errors.HasError(nameof(facts.Imap))
            && !errors.HasError(nameof(facts.Pop3)))
        {
            errors.AddMissing(nameof(facts.Smtp), "The provider has no mail server. Set Smtp, Imap or Pop3.");
        }

        CheckLists(facts, errors);
        CheckEndpoints(facts, errors);
        errors.CheckRange(nameof(facts.MinimumTokenLifetime), facts.MinimumTokenLifetime, TimeSpan.Zero);
        errors.CheckRange(nameof(facts.RefreshTokenIdleLimit), facts.RefreshTokenIdleLimit, TimeSpan.FromSeconds(1));
        errors.CheckRange(nameof(facts.SmtpConnectionLimit), facts.SmtpConnectionLimit, 1);
        errors.CheckRange(nameof(facts.MessagesPerMinuteLimit), facts.MessagesPerMinuteLimit, 1);
        if (!LoopbackHosts.Contains(facts.LoopbackHost))
        {
            errors.AddInvalid(nameof(facts.LoopbackHost), facts.LoopbackHost, "loopback host", LoopbackHosts);
        }

        return errors.Count > before ? null : facts;
    }

    private static void CheckLists(MailProviderOptions facts, OptionErrors errors)
    {
        if (facts.Mechanisms.Count == 0)
        {
            errors.AddMissing(nameof(facts.Mechanisms), $"Valid values: {string.Join(", ", EnumText.NamesOf<OAuthMechanism>())}.");
        }

        foreach (var mechanism in facts.Mechanisms) errors.CheckDefined<OAuthMechanism>(nameof(facts.Mechanisms), mechanism, "mechanism");
        if (facts.Flows.Count == 0)
        {
            errors.AddMissing(nameof(facts.Flows), $"Valid values: {string.Join(", ", EnumText.NamesOf<OAuthFlow>())}.");
        }

        foreach (var flow in facts.Flows) errors.CheckDefined<OAuthFlow>(nameof(facts.Flows), flow, "flow");
        if (facts.CommonScopes.Any(string.IsNullOrWhiteSpace)) errors.Add(nameof(facts.CommonScopes), "Must not contain a blank scope.");
        if (facts.DefaultTenant is { } tenant && !MailProvider.IsTenant(tenant))
        {
            errors.Add(nameof(facts.DefaultTenant), $"{OptionText.Quote(tenant)} is neither a domain nor a GUID.");
        }
    }

    private static void CheckEndpoints(MailProviderOptions facts, OptionErrors errors)
    {
        Check(nameof(facts.TokenEndpoint), facts.TokenEndpoint, isRequired: true);
        Check(nameof(facts.AuthorizationEndpoint), facts.AuthorizationEndpoint, facts.Flows.Contains(OAuthFlow.AuthorizationCode));
        Check(nameof(facts.DeviceAuthorizationEndpoint), facts.DeviceAuthorizationEndpoint, facts.Flows.Contains(OAuthFlow.DeviceCode));
        Check(nameof(facts.RevocationEndpoint), facts.RevocationEndpoint, isRequired: false);
        if (GraphAddress.WhyNot(facts.Graph) is { } graph) errors.Add(nameof(facts.Graph), graph);

        void Check(string option, string? address, bool isRequired)
        {
            if (address is null && isRequired) errors.AddMissing(option, "A flow of the provider uses it.");
            if (EndpointAddress.WhyNot(address, facts.DefaultTenant) is { } error) errors.Add(option, error);
        }
    }

    private static MailProviderOptions? ReadCloud(MailProviderOptions facts, MicrosoftCloud cloud, OptionErrors errors)
    {
        var before = errors.Count;
        foreach (var key in MailProviderOptionKeys.Table.Keys)
        {
            var isAllowed = key.Name is nameof(facts.Id) or nameof(facts.DisplayName) or nameof(facts.Cloud);
            if (!isAllowed && key.IsSet(facts))
            {
                errors.AddExclusive(key.Name, nameof(facts.Cloud), "Everything but the hosts is the same in all clouds.");
            }
        }

        var scope = errors.At(nameof(facts.Cloud));
        if (cloud.Id.Length == 0) cloud.Id = facts.Id;
        else if (facts.Id.Length > 0 && !string.Equals(cloud.Id, facts.Id, StringComparison.OrdinalIgnoreCase))
        {
            scope.Add(nameof(cloud.Id),
                $"Must be unset or '{OptionText.Clean(facts.Id)}', the id of the provider, but is {OptionText.Quote(cloud.Id)}.");
        }

        cloud.DisplayName ??= facts.DisplayName;
        MicrosoftCloudReader.Check(cloud, scope);
        return errors.Count > before ? null : MicrosoftCloudReader.Describe(cloud);
    }
}
