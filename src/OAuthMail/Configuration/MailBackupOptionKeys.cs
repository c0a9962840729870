using OAuthMail.Configuration.Keys;

namespace OAuthMail.Configuration;

/// <summary>The options of <see cref="MailBackupOptions"/>.</summary>
internal static class MailBackupOptionKeys
{
    public static OptionTable<MailBackupOptions> Table { get; } = new(
        () => new MailBackupOptions(),
        new TextKey<MailBackupOptions>(nameof(MailBackupOptions.Account), o => o.Account, (o, value) => o.Account = value),
        new ValueKey<MailBackupOptions, MailTransport>(nameof(MailBackupOptions.Transport),
            o => o.Transport, (o, value) => o.Transport = value, OptionParsers.NameOf<MailTransport>("transport"), default(MailTransport)),
        new TextKey<MailBackupOptions>(nameof(MailBackupOptions.Smtp), o => o.Smtp, (o, value) => o.Smtp = value),
        new TextKey<MailBackupOptions>(nameof(MailBackupOptions.UserName), o => o.UserName, (o, value) => o.UserName = value),
        new TextKey<MailBackupOptions>(nameof(MailBackupOptions.Password), o => o.Password, (o, value) => o.Password = value),
        new TextKey<MailBackupOptions>(nameof(MailBackupOptions.PasswordFile), o => o.PasswordFile, (o, value) => o.PasswordFile = value));
}
