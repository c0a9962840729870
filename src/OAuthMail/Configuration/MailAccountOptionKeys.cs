using OAuthMail.Configuration.Keys;

namespace OAuthMail.Configuration;

/// <summary>The options of <see cref="MailAccountOptions"/>, including those of its own client registration.</summary>
internal static class MailAccountOptionKeys
{
    private static readonly IOptionKey<MailAccountOptions>[] Own =
    [
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.Client), o => o.Client, (o, value) => o.Client = value),
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.Address), o => o.Address, (o, value) => o.Address = value),
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.SignInName), o => o.SignInName, (o, value) => o.SignInName = value),
        new ValueKey<MailAccountOptions, MailTransport>(nameof(MailAccountOptions.Transport),
            o => o.Transport, (o, value) => o.Transport = value, OptionParsers.NameOf<MailTransport>("transport"), default(MailTransport)),
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.Graph), o => o.Graph, (o, value) => o.Graph = value),
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.Smtp), o => o.Smtp, (o, value) => o.Smtp = value),
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.Imap), o => o.Imap, (o, value) => o.Imap = value),
        new TextKey<MailAccountOptions>(nameof(MailAccountOptions.Pop3), o => o.Pop3, (o, value) => o.Pop3 = value),
        new SectionKey<MailAccountOptions, MailConnectionOptions>(nameof(MailAccountOptions.Connection),
            o => o.Connection, (o, value) => o.Connection = value, MailConnectionOptionKeys.Table),
        new SectionKey<MailAccountOptions, MailBackupOptions>(nameof(MailAccountOptions.Backup),
            o => o.Backup, (o, value) => o.Backup = value, MailBackupOptionKeys.Table),
        new SectionKey<MailAccountOptions, OAuthClientOptions>(nameof(MailAccountOptions.Incoming),
            o => o.Incoming, (o, value) => o.Incoming = value, OAuthClientOptionKeys.Table),
        new SectionKey<MailAccountOptions, OAuthClientOptions>(nameof(MailAccountOptions.Outgoing),
            o => o.Outgoing, (o, value) => o.Outgoing = value, OAuthClientOptionKeys.Table),
    ];

    public static OptionTable<MailAccountOptions> Table { get; } = new(
        () => new MailAccountOptions(), [.. Own, .. OAuthClientOptionKeys.Table.Keys]);
}
