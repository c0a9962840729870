using OAuthMail.Configuration.Keys;

namespace OAuthMail.Providers;

/// <summary>The options of <see cref="MicrosoftCloud"/>.</summary>
internal static class MicrosoftCloudKeys
{
    public static OptionTable<MicrosoftCloud> Table { get; } = new(
        () => new MicrosoftCloud(),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.Id), o => o.Id, (o, value) => o.Id = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.DisplayName), o => o.DisplayName, (o, value) => o.DisplayName = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.LoginHost), o => o.LoginHost, (o, value) => o.LoginHost = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.Resource), o => o.Resource, (o, value) => o.Resource = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.ApplicationResource),
            o => o.ApplicationResource, (o, value) => o.ApplicationResource = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.MailHost), o => o.MailHost, (o, value) => o.MailHost = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.SmtpHost), o => o.SmtpHost, (o, value) => o.SmtpHost = value),
        new TextKey<MicrosoftCloud>(nameof(MicrosoftCloud.Graph), o => o.Graph, (o, value) => o.Graph = value));
}
