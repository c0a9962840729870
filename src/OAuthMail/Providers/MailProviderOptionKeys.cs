using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Keys;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Providers;

/// <summary>The options of <see cref="MailProviderOptions"/>.</summary>
internal static class MailProviderOptionKeys
{
    private static readonly MailProviderOptions Defaults = new();

    public static OptionTable<MailProviderOptions> Table { get; } = new(
        () => new MailProviderOptions(),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.Id), o => o.Id, (o, value) => o.Id = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.DisplayName), o => o.DisplayName, (o, value) => o.DisplayName = value),
        new SectionKey<MailProviderOptions, MicrosoftCloud>(nameof(MailProviderOptions.Cloud),
            o => o.Cloud, (o, value) => o.Cloud = value, MicrosoftCloudKeys.Table),
        new EndpointKey(nameof(MailProviderOptions.Smtp), MailProtocol.Smtp, o => o.Smtp, (o, value) => o.Smtp = value),
        new EndpointKey(nameof(MailProviderOptions.Imap), MailProtocol.Imap, o => o.Imap, (o, value) => o.Imap = value),
        new EndpointKey(nameof(MailProviderOptions.Pop3), MailProtocol.Pop3, o => o.Pop3, (o, value) => o.Pop3 = value),
        new ListKey<MailProviderOptions, OAuthMechanism>(nameof(MailProviderOptions.Mechanisms),
            o => o.Mechanisms, OptionParsers.NameOf<OAuthMechanism>("mechanism")),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.AuthorizationEndpoint),
            o => o.AuthorizationEndpoint, (o, value) => o.AuthorizationEndpoint = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.TokenEndpoint),
            o => o.TokenEndpoint, (o, value) => o.TokenEndpoint = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.DeviceAuthorizationEndpoint),
            o => o.DeviceAuthorizationEndpoint, (o, value) => o.DeviceAuthorizationEndpoint = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.RevocationEndpoint),
            o => o.RevocationEndpoint, (o, value) => o.RevocationEndpoint = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.Issuer), o => o.Issuer, (o, value) => o.Issuer = value),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.SendsIssuerInRedirects),
            o => o.SendsIssuerInRedirects, (o, value) => o.SendsIssuerInRedirects = value, OptionParsers.Flag, false),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.DeviceGrantType),
            o => o.DeviceGrantType, (o, value) => o.DeviceGrantType = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.DefaultTenant),
            o => o.DefaultTenant, (o, value) => o.DefaultTenant = value),
        new ListKey<MailProviderOptions, OAuthFlow>(nameof(MailProviderOptions.Flows),
            o => o.Flows, OptionParsers.NameOf<OAuthFlow>("flow")),
        new MapKey<MailProviderOptions, OAuthFlow>(
            nameof(MailProviderOptions.FlowsThatDoNotWork), o => o.FlowsThatDoNotWork, OptionParsers.NameOf<OAuthFlow>("flow")),
        new MapKey<MailProviderOptions, MailProtocol>(nameof(MailProviderOptions.Scopes),
            o => o.Scopes, OptionParsers.NameOf<MailProtocol>("protocol")),
        new ListKey<MailProviderOptions, string>(nameof(MailProviderOptions.CommonScopes), o => o.CommonScopes, OptionParsers.Name),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.ApplicationScope),
            o => o.ApplicationScope, (o, value) => o.ApplicationScope = value),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.ScopesNameOneResource),
            o => o.ScopesNameOneResource, (o, value) => o.ScopesNameOneResource = value, OptionParsers.Flag, false),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.ClientSecretIdsAreGuids),
            o => o.ClientSecretIdsAreGuids, (o, value) => o.ClientSecretIdsAreGuids = value, OptionParsers.Flag, false),
        new ValueKey<MailProviderOptions, TimeSpan>(nameof(MailProviderOptions.RefreshTokenIdleLimit),
            o => o.RefreshTokenIdleLimit, (o, value) => o.RefreshTokenIdleLimit = value, OptionParsers.Time),
        new MapKey<MailProviderOptions, string>(
            nameof(MailProviderOptions.AuthorizationParameters), o => o.AuthorizationParameters, OptionParsers.Name),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.LoopbackHost),
            o => o.LoopbackHost, (o, value) => o.LoopbackHost = value, Defaults.LoopbackHost),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.AllowsPublicClients),
            o => o.AllowsPublicClients, (o, value) => o.AllowsPublicClients = value, OptionParsers.Flag, true),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.UnderstandsPkce),
            o => o.UnderstandsPkce, (o, value) => o.UnderstandsPkce = value, OptionParsers.Flag, true),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.Pop3NeedsTwoLines),
            o => o.Pop3NeedsTwoLines, (o, value) => o.Pop3NeedsTwoLines = value, OptionParsers.Flag, false),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.SmtpTakesOneLine),
            o => o.SmtpTakesOneLine, (o, value) => o.SmtpTakesOneLine = value, OptionParsers.Flag, false),
        new ValueKey<MailProviderOptions, bool>(nameof(MailProviderOptions.SmtpWantsDelegate),
            o => o.SmtpWantsDelegate, (o, value) => o.SmtpWantsDelegate = value, OptionParsers.Flag, false),
        new ValueKey<MailProviderOptions, TimeSpan>(nameof(MailProviderOptions.MinimumTokenLifetime),
            o => o.MinimumTokenLifetime, (o, value) => o.MinimumTokenLifetime = value, OptionParsers.Time, TimeSpan.Zero),
        new ValueKey<MailProviderOptions, int>(nameof(MailProviderOptions.SmtpConnectionLimit),
            o => o.SmtpConnectionLimit, (o, value) => o.SmtpConnectionLimit = value, OptionParsers.Number),
        new ValueKey<MailProviderOptions, int>(nameof(MailProviderOptions.MessagesPerMinuteLimit),
            o => o.MessagesPerMinuteLimit, (o, value) => o.MessagesPerMinuteLimit = value, OptionParsers.Number),
        new ListKey<MailProviderOptions, string>(nameof(MailProviderOptions.TokenAudiences), o => o.TokenAudiences, OptionParsers.Name),
        new MapKey<MailProviderOptions, MailProtocol>(
            nameof(MailProviderOptions.ApplicationRoles), o => o.ApplicationRoles, OptionParsers.NameOf<MailProtocol>("protocol")),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.Graph), o => o.Graph, (o, value) => o.Graph = value),
        new TextKey<MailProviderOptions>(nameof(MailProviderOptions.RegistrationHelp),
            o => o.RegistrationHelp, (o, value) => o.RegistrationHelp = value));

    /// <summary>A mail server, which configuration writes as <c>host:port</c>.</summary>
    private sealed class EndpointKey(
        string name, MailProtocol protocol, Func<MailProviderOptions, MailEndpoint?> get, Action<MailProviderOptions, MailEndpoint> set)
        : IOptionKey<MailProviderOptions>
    {
        public string Name => name;

        public bool IsSet(MailProviderOptions options) => get(options) is not null;

        public void Fill(MailProviderOptions to, MailProviderOptions from)
        {
            if (!IsSet(to) && get(from) is { } endpoint) set(to, endpoint);
        }

        public bool AreEqual(MailProviderOptions one, MailProviderOptions other) => Equals(get(one), get(other));

        public void Read(IConfigurationSection section, MailProviderOptions options, OptionErrors errors)
        {
            if (SectionText.ReadValue(section, name, errors) is not { } text) return;
            if (MailEndpointText.TryParse(text, out var endpoint)) set(options, endpoint!);
            else errors.Add(name, MailEndpointText.Refuse(text, protocol));
        }
    }
}
